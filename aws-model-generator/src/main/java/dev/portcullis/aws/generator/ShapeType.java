// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

/** The types of shapes that models know. */
enum ShapeType {
    STRING,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    TIMESTAMP,
    BLOB,
    LIST,
    MAP,
    STRUCTURE
}
