// SPDX-License-Identifier: Apache-2.0
/** Tests of the REST-JSON codec, and AWS's published cases turned round for a server. */
@NullMarked
package dev.portcullis.aws.rest;

import org.jspecify.annotations.NullMarked;
