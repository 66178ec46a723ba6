// SPDX-License-Identifier: Apache-2.0
/** What AWS's service models, and our own, say: shapes, operations, what an operation needs to be allowed. */
@org.jspecify.annotations.NullMarked
module dev.portcullis.aws.model {
    requires static transitive org.jspecify;

    exports dev.portcullis.aws.model;
    exports dev.portcullis.aws.ec2;
    exports dev.portcullis.aws.iam;
    exports dev.portcullis.aws.portcullis;
    exports dev.portcullis.aws.rolesanywhere;
    exports dev.portcullis.aws.sts;
}
