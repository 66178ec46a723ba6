// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.IamInstanceProfileSpecification;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceProfile;
import dev.portcullis.server.error.ApiError.InstanceProblem;

/** Instance profiles as requests name them. */
final class Profiles {
    private Profiles() {}

    /** @throws dev.portcullis.server.error.ApiException if there is no such profile */
    static InstanceProfile require(Account account, IamInstanceProfileSpecification given) {
        return account.instanceProfile(given.name(), given.arn())
                .orElseThrow(() -> invalid(given).asException());
    }

    /** @throws dev.portcullis.server.error.ApiException if it holds no role */
    static InstanceProfile requireWithRole(Account account, InstanceProfile profile) {
        if (profile.role().isEmpty()) {
            throw InstanceProblem.badValue(
                            "IAM Instance Profile \"" + account.arns().of(profile) + "\" has no associated IAM Roles")
                    .asException();
        }
        return profile;
    }

    private static InstanceProblem invalid(IamInstanceProfileSpecification given) {
        var member = given.arn().isPresent() ? "arn" : "name";
        return InstanceProblem.badValue("Value (" + given.arn().or(given::name).orElse("")
                + ") for parameter iamInstanceProfile." + member + " is invalid. Invalid IAM Instance Profile "
                + (given.arn().isPresent() ? "ARN" : "name"));
    }
}
