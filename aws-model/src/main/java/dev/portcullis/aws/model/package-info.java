// SPDX-License-Identifier: Apache-2.0
/**
 * What a service model says, at run time. A {@link dev.portcullis.aws.model.ServiceModel} holds the
 * {@link dev.portcullis.aws.model.OperationModel}s that may be served; each has the {@link dev.portcullis.aws.model.Shape}s of its
 * request and answer, which codecs walk, its errors, and the {@link dev.portcullis.aws.model.Authorization} that it asks of its caller.
 * The values are made by generated code ({@code IamModel}, {@code StsModel}, {@code PortcullisModel}), or from a model file by
 * {@link dev.portcullis.aws.model.ModelReader}.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.aws.model;
