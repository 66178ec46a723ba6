// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

/** Policy documents that tests need again and again. */
public final class Documents {
    public static final String ALLOW_ALL = allow("*");

    private Documents() {}

    public static String allow(String action) {
        return statement("\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"*\"");
    }

    public static String deny(String action) {
        return statement("\"Effect\":\"Deny\",\"Action\":\"" + action + "\",\"Resource\":\"*\"");
    }

    /** A trust policy for one AWS principal. */
    public static String trusting(String principal) {
        return trustingPrincipal("\"AWS\":\"" + principal + "\"", "\"sts:AssumeRole\"");
    }

    /** A trust policy for one AWS principal, session tags and source identity included. */
    public static String trustingFully(String principal) {
        return trustingPrincipal(
                "\"AWS\":\"" + principal + "\"", "[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]");
    }

    public static String trustingService(String principal) {
        return trustingPrincipal("\"Service\":\"" + principal + "\"", "\"sts:AssumeRole\"");
    }

    /** A trust policy for one service principal, session tags and source identity included. */
    public static String trustingServiceFully(String principal) {
        return trustingPrincipal(
                "\"Service\":\"" + principal + "\"",
                "[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]");
    }

    /** A policy of one statement, given as the members of its object. */
    public static String statement(String members) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{" + members + "}]}";
    }

    private static String trustingPrincipal(String principal, String actions) {
        return statement("\"Effect\":\"Allow\",\"Principal\":{" + principal + "},\"Action\":" + actions);
    }
}
