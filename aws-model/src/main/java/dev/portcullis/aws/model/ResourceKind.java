// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * The ways in which the resource of a check comes about. Where an entity does not exist, its ARN is made with the path {@code /}, so
 * that the answer does not tell whether it exists before the policies have spoken.
 */
public enum ResourceKind {
    /** {@code *}: the operation has no resource of its own. */
    ANY(0),
    /** The user that is about to be made: (Path, UserName). */
    NEW_USER(2),
    /** The user of that name: (UserName). */
    USER(1),
    /** The user of that name, or the caller when the member is absent: (UserName). */
    USER_OR_CALLER(1),
    /** What a user's path and name will be: (UserName, NewPath, NewUserName), absent ones unchanged. */
    RENAMED_USER(3),
    /** The group that is about to be made: (Path, GroupName). */
    NEW_GROUP(2),
    /** The group of that name: (GroupName). */
    GROUP(1),
    /** What a group's path and name will be: (GroupName, NewPath, NewGroupName), absent ones unchanged. */
    RENAMED_GROUP(3),
    /** The role that is about to be made: (Path, RoleName). */
    NEW_ROLE(2),
    /** The role of that name: (RoleName). */
    ROLE(1),
    /** The role in the instance profile of that name, if there is one: (InstanceProfileName). */
    ROLE_OF_INSTANCE_PROFILE(1),
    /** The ARN in the request, word for word: (RoleArn). */
    ROLE_ARN(1),
    /** The managed policy that is about to be made: (Path, PolicyName). */
    NEW_POLICY(2),
    /** The ARN in the request, word for word: (PolicyArn). */
    POLICY_ARN(1),
    /** The instance profile that is about to be made: (Path, InstanceProfileName). */
    NEW_INSTANCE_PROFILE(2),
    /** The instance profile of that name: (InstanceProfileName). */
    INSTANCE_PROFILE(1),
    /** The user that owns the access key, in the caller's account; {@code *} where there is none: (AccessKeyId). */
    ACCESS_KEY_OWNER(1),
    /** The federated user of that name in the caller's account: (Name). */
    FEDERATED_USER(1),
    /** The service of our own that is registered, or about to be, under that principal: (ServicePrincipal). */
    SERVICE(1),
    /** The account of that number: {@code arn:PARTITION:portcullis:::account/NUMBER}; {@code *} when absent: (AccountId). */
    ACCOUNT(1),
    /** The ARN in the request word for word, or {@code *} when absent: (any ARN). */
    ARN_OR_ANY(1);

    private final int memberCount;

    ResourceKind(int memberCount) {
        this.memberCount = memberCount;
    }

    /** How many input members a template of this kind names. */
    public int memberCount() {
        return memberCount;
    }
}
