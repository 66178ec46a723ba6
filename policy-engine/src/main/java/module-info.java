// SPDX-License-Identifier: Apache-2.0
/** Parses, validates, compiles, evaluates and explains AWS policies. */
@org.jspecify.annotations.NullMarked
module dev.portcullis.policy {
    requires static transitive org.jspecify;

    exports dev.portcullis.policy;
    exports dev.portcullis.policy.simulation;
}
