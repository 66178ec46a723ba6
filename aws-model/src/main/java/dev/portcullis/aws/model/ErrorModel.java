// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * An error that an operation may answer.
 *
 * @param shapeName the model's name, such as {@code NoSuchEntityException}
 * @param code the code on the wire, such as {@code NoSuchEntity}
 * @param httpStatus the HTTP status
 * @param senderFault the caller's fault, told as {@code Sender}; else {@code Receiver}
 */
public record ErrorModel(String shapeName, String code, int httpStatus, boolean senderFault) {}
