// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

/**
 * The most sensitive thing that the answer to an action is made to hold. It says nothing about secrets that a customer
 * puts into free text, such as environment variables, user data or template parameters.
 */
public enum Disclosure {
    /** How resources are named, set up, tagged and doing; also the answer that holds nothing. */
    METADATA,
    /** What customers keep in a resource: objects, items, messages, log events, query results, code, people. */
    DATA,
    /**
     * Something whose holder can act, sign in or decrypt: a password, token, private or shared key, signed URL, a
     * decrypted value.
     */
    SECRET
}
