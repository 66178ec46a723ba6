// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The condition keys that speak of the caller, its credentials, the time and the owner of the resource: this server knows them by itself
 * and takes them from nobody (rule 9.1), whether it has a value for them in this request or not. What is left is for a service that asks
 * to say: where the request came from, what it is about, and the keys of the service itself.
 */
final class ReservedKeys {
    private static final Set<String> NAMES = Set.of(
            "aws:userid",
            "aws:username",
            "aws:sourceidentity",
            "aws:tokenissuetime",
            "aws:federatedprovider",
            "aws:assumedroot",
            "aws:currenttime",
            "aws:epochtime",
            "aws:resourceaccount",
            // carried by credentials that a service issued
            "aws:chatbotsourcearn",
            "ec2:sourceinstancearn",
            "ec2:roledelivery",
            "lambda:sourcefunctionarn",
            "ssm:sourceinstancearn",
            "rolesanywhere:trustanchorarn",
            "rolesanywhere:profilearn",
            "glue:roleassumedby",
            "glue:credentialissuingservice",
            "identitystore:userid");

    private static final List<String> BEGINNINGS = List.of(
            "aws:principal", "aws:multifactorauth", "aws:resourceorg", "aws:ec2instancesource", "saml:", "portcullis:");

    private ReservedKeys() {}

    /** @param key in any case */
    static boolean contains(String key) {
        var name = key.toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith) || isOfProvider(name);
    }

    /** {@code accounts.example.com:sub}: what an identity provider said. No service's prefix has a dot. */
    private static boolean isOfProvider(String name) {
        int colon = name.indexOf(':');
        return colon > 0 && name.substring(0, colon).indexOf('.') >= 0;
    }
}
