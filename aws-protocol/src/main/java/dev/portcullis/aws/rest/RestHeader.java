// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

/** A header of a request or an answer. */
public record RestHeader(String name, String value) {}
