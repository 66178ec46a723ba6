// SPDX-License-Identifier: Apache-2.0
/**
 * AWS's REST-JSON protocol for a server. {@link dev.portcullis.aws.rest.RestRoutes} finds the operation by method and path, {@link
 * dev.portcullis.aws.rest.RestJsonDecoder} reads its input from path, query string, headers and a JSON body, {@link
 * dev.portcullis.aws.rest.RestJsonEncoder} writes answers and errors. All walk the shapes of a service model; no operation has wire code of
 * its own.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">the protocol</a>
 */
@NullMarked
package dev.portcullis.aws.rest;

import org.jspecify.annotations.NullMarked;
