// SPDX-License-Identifier: Apache-2.0
/**
 * The model: everything IAM knows about an account is one immutable {@link dev.portcullis.server.account.Account}, made of small
 * entity records. A read is a reference to the current value; a write is a function from one value to the next, applied and made
 * durable by {@link dev.portcullis.server.account.Accounts}.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.account;
