# SPDX-License-Identifier: Apache-2.0
# Says who calls, as boto3 finds out by itself. An older one does not read AWS_ENDPOINT_URL and is told.
import os

import boto3

print(boto3.client("sts", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).get_caller_identity()["Arn"])
