// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * What is true of a whole service.
 *
 * @param id our short name: {@code iam}, {@code sts}, {@code portcullis}
 * @param apiVersion the {@code Version} parameter of its requests, such as {@code 2010-05-08}
 * @param signingName the service in the credential scope of its signatures, and the prefix of its actions in policies
 * @param xmlNamespace the namespace of its answers
 */
public record ServiceMetadata(
        String id, String apiVersion, String signingName, String xmlNamespace, Protocol protocol) {}
