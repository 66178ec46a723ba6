// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * An XML namespace that a model sets on an element.
 *
 * @param uri the namespace's name
 * @param prefix the prefix it is bound to; empty for the default namespace
 */
public record XmlNamespace(String uri, String prefix) {}
