// SPDX-License-Identifier: Apache-2.0
/**
 * The AWS Query protocol for a server: forms in ({@link dev.portcullis.aws.query.QueryParameters}, {@link
 * dev.portcullis.aws.query.QueryDecoder}), XML out ({@link dev.portcullis.aws.query.XmlEncoder}). Both walk the shapes of a service model;
 * no operation has wire code of its own. Whatever a request contains is decoded or refused with an {@link
 * dev.portcullis.aws.wire.InvalidRequestException}.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">the protocol</a>
 */
@NullMarked
package dev.portcullis.aws.query;

import org.jspecify.annotations.NullMarked;
