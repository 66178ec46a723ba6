// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * The ways in which the resource of a check comes about. Where an entity does not exist, its ARN is made with the path {@code /}, so
 * that the answer does not tell whether it exists before the policies have spoken.
 */
public enum ResourceKind {
    /** {@code *}: the operation has no resource of its own. */
    ANY(0, false),
    /** The caller itself. */
    CALLER(0, true),
    /** The user that is about to be made: (Path, UserName). */
    NEW_USER(2, false),
    /** The user of that name: (UserName). */
    USER(1, true),
    /** The user of that name, or the caller when the member is absent: (UserName). */
    USER_OR_CALLER(1, true),
    /** As {@link #USER_OR_CALLER}, but {@code *} when the second member is true: (UserName, AllUsers). */
    USER_CALLER_OR_ALL(2, true),
    /** What a user's path and name will be: (UserName, NewPath, NewUserName), absent ones unchanged. */
    RENAMED_USER(3, false),
    /** The users under a path, {@code user/} and the path, the path {@code /} when absent: (PathPrefix). */
    USER_PATH(1, false),
    /** The group that is about to be made: (Path, GroupName). */
    NEW_GROUP(2, false),
    /** The group of that name: (GroupName). */
    GROUP(1, false),
    /** What a group's path and name will be: (GroupName, NewPath, NewGroupName), absent ones unchanged. */
    RENAMED_GROUP(3, false),
    /** The groups under a path, as {@link #USER_PATH}: (PathPrefix). */
    GROUP_PATH(1, false),
    /** Each role that the group of that name carries: a check of every one, and none where it carries none: (GroupName). */
    ROLES_OF_GROUP(1, true),
    /** The role that is about to be made: (Path, RoleName). */
    NEW_ROLE(2, false),
    /** The role of that name: (RoleName). */
    ROLE(1, true),
    /** The roles under a path, as {@link #USER_PATH}: (PathPrefix). */
    ROLE_PATH(1, false),
    /** The ARN of a role, of whatever account, word for word: (RoleArn). */
    ROLE_ARN(1, true),
    /** The managed policy that is about to be made: (Path, PolicyName). */
    NEW_POLICY(2, false),
    /** The ARN of a managed policy, word for word: (PolicyArn). */
    POLICY_ARN(1, true),
    /**
     * The policies under a path: (PathPrefix). As in AWS the resource is no ARN but the text {@code policy path } and the path, the path
     * {@code /} when absent, so that only policies for the resource {@code *} allow it.
     */
    POLICY_PATH(1, false),
    /** The instance profile that is about to be made: (Path, InstanceProfileName). */
    NEW_INSTANCE_PROFILE(2, false),
    /** The instance profile of that name: (InstanceProfileName). */
    INSTANCE_PROFILE(1, true),
    /** The instance profiles under a path, as {@link #USER_PATH}: (PathPrefix). */
    INSTANCE_PROFILE_PATH(1, false),
    /** The virtual MFA device that is about to be made: (Path, VirtualMFADeviceName). */
    NEW_MFA_DEVICE(2, false),
    /** The MFA device with that serial number: its ARN word for word, or {@code mfa/} and the number of a hardware token: (SerialNumber). */
    MFA_DEVICE(1, true),
    /** The server certificate that is about to be made: (Path, ServerCertificateName). */
    NEW_SERVER_CERTIFICATE(2, false),
    /** The server certificate of that name: (ServerCertificateName). */
    SERVER_CERTIFICATE(1, true),
    /** What a server certificate's path and name will be: (ServerCertificateName, NewPath, NewServerCertificateName), absent ones unchanged. */
    RENAMED_SERVER_CERTIFICATE(3, false),
    /** The server certificates under a path, as {@link #USER_PATH}: (PathPrefix). */
    SERVER_CERTIFICATE_PATH(1, false),
    /** The user of the caller's account that owns the access key; {@code *} where there is none: (AccessKeyId). */
    ACCESS_KEY_OWNER(1, true),
    /** The federated user of that name in the caller's account: (Name). */
    FEDERATED_USER(1, false),
    /** The service that is registered, or about to be, in the caller's account: {@code service/PRINCIPAL}: (ServicePrincipal). */
    SERVICE(1, true),
    /**
     * The instances that are about to be launched, {@code instance/*}, with {@code ec2:} keys of what they are to be: (InstanceType, Placement,
     * IamInstanceProfile, MetadataOptions).
     */
    NEW_INSTANCES(4, false),
    /** An image: (ImageId). */
    IMAGE(1, false),
    /** The instance of that id, with {@code ec2:} keys of what it is: (InstanceId). */
    INSTANCE(1, true),
    /**
     * Each of those instances, as {@link #INSTANCE}, with a check of every one. An id of another kind is {@code *}, and so is no id at all:
     * (InstanceIds).
     */
    INSTANCES(1, true),
    /** The instance of that instance profile association; {@code instance/*} where there is none: (AssociationId). */
    INSTANCE_OF_ASSOCIATION(1, true),
    /** The role in an instance profile that is given by name or ARN; none where there is no such profile or no role in it: (IamInstanceProfile). */
    ROLE_OF_PROFILE(1, true),
    /** Each role that the groups carry in which the instance of that instance profile association is: what it has without the profile: (AssociationId). */
    GROUP_ROLES_OF_ASSOCIATION(1, true),
    /** The trust anchor that is about to be made, {@code trust-anchor/*}. */
    NEW_TRUST_ANCHOR(0, false),
    /** The trust anchor of that id in the region asked: (trustAnchorId). */
    TRUST_ANCHOR(1, true),
    /** The profile of Roles Anywhere that is about to be made, {@code profile/*}. */
    NEW_ANYWHERE_PROFILE(0, false),
    /** The profile of Roles Anywhere of that id in the region asked: (profileId). */
    ANYWHERE_PROFILE(1, true),
    /** The certificate revocation list that is about to be made, {@code crl/*}. */
    NEW_CRL(0, false),
    /** The certificate revocation list of that id in the region asked: (crlId). */
    CRL(1, true),
    /** The subject of Roles Anywhere of that id in the region asked: (subjectId). */
    SUBJECT(1, true),
    /** A trust anchor, profile, revocation list or subject by its ARN, word for word: (resourceArn). */
    ANYWHERE_ARN(1, true),
    /** Each of those roles by its ARN, word for word, with a check of every one: (roleArns). */
    ROLES_BY_ARN(1, true),
    /** The text in the request word for word, {@code *} when absent: (any ARN). */
    ARN_OR_ANY(1, false);

    private final int memberCount;
    private final boolean tagged;

    ResourceKind(int memberCount, boolean tagged) {
        this.memberCount = memberCount;
        this.tagged = tagged;
    }

    /** How many input members a template of this kind names. */
    public int memberCount() {
        return memberCount;
    }

    /** True where there may be several resources, each with a check, or none: never the only thing that an operation asks. */
    public boolean isPlural() {
        return this == ROLES_OF_GROUP
                || this == ROLE_OF_PROFILE
                || this == GROUP_ROLES_OF_ASSOCIATION
                || this == ROLES_BY_ARN;
    }

    /**
     * True where the resource may exist and carry tags: a check then supplies {@code aws:ResourceTag/KEY} (and, for IAM's actions,
     * {@code iam:ResourceTag/KEY}, for EC2's {@code ec2:ResourceTag/KEY}) for each of them, besides what its context templates say.
     */
    public boolean isTagged() {
        return tagged;
    }
}
