// SPDX-License-Identifier: Apache-2.0
/**
 * The build-time program that turns AWS service models into Java. For each service it reads the model, merges our supplement over it
 * ({@link dev.portcullis.aws.generator.Supplement}), reads the authorization overlay and checks one against the other
 * ({@link dev.portcullis.aws.generator.ServiceDefinition}), and writes records, schemas, errors and the operation registry for what the
 * overlay's operations reach ({@link dev.portcullis.aws.generator.RecordWriter}, {@link dev.portcullis.aws.generator.ShapesWriter},
 * {@link dev.portcullis.aws.generator.ModelClassWriter}). Nothing of it is on a class path at run time.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.aws.generator;
