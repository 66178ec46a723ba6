// SPDX-License-Identifier: Apache-2.0
/**
 * Stories told from outside: the shipped server as a process of its own, called with unmodified AWS clients. Nothing here sees a class of
 * the server. {@link dev.portcullis.conformance.ShippedServer} is the server, {@link dev.portcullis.conformance.AwsCli} and {@link
 * dev.portcullis.conformance.Person} are those who call it.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.conformance;
