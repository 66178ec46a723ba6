// SPDX-License-Identifier: Apache-2.0
/** AWS's wire protocols: Signature Version 4, signing and verifying; the Query and REST-JSON protocols for a server. */
@org.jspecify.annotations.NullMarked
module dev.portcullis.aws.protocol {
    requires static transitive org.jspecify;
    requires transitive dev.portcullis.aws.model;
    requires tools.jackson.core;

    exports dev.portcullis.aws.query;
    exports dev.portcullis.aws.rest;
    exports dev.portcullis.aws.sigv4;
    exports dev.portcullis.aws.wire;
}
