// SPDX-License-Identifier: Apache-2.0
/** What a service model says, at run time: shapes, operations, and what an operation needs to be allowed. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.aws.model;
