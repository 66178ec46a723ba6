// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Raw Deflate (RFC 1951) with a preset dictionary of what policies, ARNs and tags usually say, so that short documents shrink
 * too. The dictionary is part of the packed form: a change of it needs a new version of whatever is packed.
 */
final class Packing {
    private static final byte[] DICTIONARY = """
            "NumericLessThan":"DateLessThan":"aws:CurrentTime""ArnLike":"aws:PrincipalArn""IpAddress":{"aws:SourceIp":["\
            "Bool":{"aws:MultiFactorAuthPresent":"true"}"aws:RequestedRegion":["eu-central-1","us-west-2","us-east-1"]\
            "StringNotEquals":{"StringEquals":{"aws:ResourceTag/"aws:PrincipalTag/"aws:RequestTag/"aws:TagKeys"\
            "StringLike":{"s3:prefix":["${aws:username}/*"cloudwatch:logs:sns:sqs:SendMessage"lambda:InvokeFunction"\
            kms:Decrypt"kms:GenerateDataKey"secretsmanager:GetSecretValue"dynamodb:GetItem","dynamodb:PutItem","\
            ec2:DescribeInstances"iam:PassRole"sts:AssumeRole"s3:DeleteObject"s3:PutObject"s3:ListBucket"s3:GetObject"\
            EnvironmentDepartmentCostCenterProjectTeamOwnerprod-dev-\
            arn:aws:iam::aws:policy/arn:aws:s3:::arn:aws:iam::FullAccessReadOnlyAccess\
            {"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Deny","NotAction":["*"],"Effect":"Allow","Action":["*"],\
            "Resource":["*"],"Condition":{"Resource":"*"}]}""".getBytes(StandardCharsets.US_ASCII);

    private Packing() {}

    static byte[] pack(byte[] plain) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(plain);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4_096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** The plain bytes; empty if the form is broken, if bytes follow it, or if they would be more than {@code most}. */
    static Optional<byte[]> unpack(byte[] packed, int most) {
        var inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(packed);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4_096];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if ((count == 0 && !inflater.finished()) || out.size() + count > most) {
                    return Optional.empty();
                }
                out.write(buffer, 0, count);
            }
            return inflater.getRemaining() == 0 ? Optional.of(out.toByteArray()) : Optional.empty();
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
