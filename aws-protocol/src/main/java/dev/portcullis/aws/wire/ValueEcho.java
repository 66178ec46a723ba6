// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

/** Whether validation errors repeat the text that was refused. AWS's services differ in this. Sensitive values are never repeated. */
public enum ValueEcho {
    /** {@code Value 'a:b' at 'roleSessionName' failed ... enum value set: [a, b]}, as STS answers. */
    SHOWN,
    /** {@code Value at 'serviceSpecificCredentialId' failed ... enum value set}, as IAM answers. Numbers are shown all the same. */
    HIDDEN
}
