// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** Makes the ARNs of one account's things (wire-protocol names: {@code arn:aws:iam::ACCOUNT:user/PATH/NAME}). */
public record Arns(AccountId account) {
    /** The partition that every ARN here names. */
    public static final String PARTITION = "aws";

    public String root() {
        return iam("root");
    }

    public String user(String path, String name) {
        return iam("user" + path + name);
    }

    public String group(String path, String name) {
        return iam("group" + path + name);
    }

    public String role(String path, String name) {
        return iam("role" + path + name);
    }

    public String policy(String path, String name) {
        return iam("policy" + path + name);
    }

    public String instanceProfile(String path, String name) {
        return iam("instance-profile" + path + name);
    }

    /** An MFA device; of a virtual one this is its serial number as well. */
    public String mfaDevice(String path, String name) {
        return iam("mfa" + path + name);
    }

    /** A user's passkey; this is its serial number as well. */
    public String passkey(String userName, String name, String id) {
        return iam("u2f/user/" + userName + "/" + name + "-" + id);
    }

    /** A passkey of root; this is its serial number as well. */
    public String passkeyOfRoot(String name, String id) {
        return iam("u2f/root-account/" + name + "-" + id);
    }

    /** A session of a role: the role's name without its path. */
    public String assumedRole(String roleName, String sessionName) {
        return sts("assumed-role/" + roleName + "/" + sessionName);
    }

    public String federatedUser(String name) {
        return sts("federated-user/" + name);
    }

    /** A registered service principal's own resource, on which {@code portcullis:} actions are authorized. */
    public String service(String name) {
        return "arn:" + PARTITION + ":portcullis::" + account + ":service/" + name;
    }

    public String serverCertificate(String path, String name) {
        return iam("server-certificate" + path + name);
    }

    /** The serial number of an MFA device, by which it is named to its users. */
    public String serialNumber(MfaDevice device) {
        return device.hardware().isPresent() ? device.name() : of(device);
    }

    /** An instance in a region; {@code *} for those that are about to be. */
    public String instance(String region, String instanceId) {
        return "arn:" + PARTITION + ":ec2:" + region + ":" + account + ":instance/" + instanceId;
    }

    /** An image, which belongs to nobody. */
    public static String image(String region, String imageId) {
        return "arn:" + PARTITION + ":ec2:" + region + "::image/" + imageId;
    }

    /** Something of Roles Anywhere; {@code *} for the id of what is about to be. */
    public String anywhere(String region, String type, String id) {
        return "arn:" + PARTITION + ":rolesanywhere:" + region + ":" + account + ":" + type + "/" + id;
    }

    public String of(AnywhereResource resource) {
        return anywhere(resource.region(), resource.type(), resource.id());
    }

    /** The ARN of a named entity of this account. */
    public String of(Named entity) {
        return switch (entity) {
            case User user -> user(user.path(), user.name());
            case Group group -> group(group.path(), group.name());
            case Role role -> role(role.path(), role.name());
            case ManagedPolicy policy -> policy(policy.path(), policy.name());
            case ServerCertificate certificate -> serverCertificate(certificate.path(), certificate.name());
            case InstanceProfile profile -> instanceProfile(profile.path(), profile.name());
            case MfaDevice device -> mfaDevice(device.path(), device.name());
        };
    }

    private String iam(String resource) {
        return "arn:" + PARTITION + ":iam::" + account + ":" + resource;
    }

    private String sts(String resource) {
        return "arn:" + PARTITION + ":sts::" + account + ":" + resource;
    }
}
