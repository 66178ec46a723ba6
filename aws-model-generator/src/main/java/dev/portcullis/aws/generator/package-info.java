// SPDX-License-Identifier: Apache-2.0
/** Reads AWS service models and writes the Java of aws-model. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.aws.generator;
