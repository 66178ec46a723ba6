// SPDX-License-Identifier: Apache-2.0
// Says who calls, as the AWS SDK for JavaScript finds out by itself.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
process.stdout.write(`${Arn}\n`);
