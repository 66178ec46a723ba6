// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** One principal that a policy names, compiled (section 2). */
sealed interface PrincipalElement {
    /** How directly this element names the caller. */
    MatchLevel level(Caller caller);

    static PrincipalElement compile(Document.Entry entry) {
        var text = entry.value().text();
        return switch (entry.kind()) {
            case "AWS" -> aws(text);
            case "Service" -> new Service(text);
            case "Federated" -> new Federated(text);
            default -> new Unmatchable();
        };
    }

    private static PrincipalElement aws(String text) {
        if (text.equals("*")) {
            return new Everyone();
        }
        if (isAccountId(text)) {
            return new Account("", text);
        }
        var arn = Arn.parse(text);
        if (arn.isEmpty()) {
            return text.isEmpty() ? new Unmatchable() : new UniqueId(text);
        }
        var it = arn.get();
        if (it.service().equals("sts") && it.resource().startsWith("assumed-role/")) {
            return Session.of(text);
        }
        boolean isIam = it.service().equals("iam") && it.region().isEmpty();
        if (isIam && it.resource().equals("root")) {
            return new Account(it.partition(), it.account());
        }
        return isIam && it.resource().startsWith("role/") ? Role.of(it) : new Exact(text);
    }

    /** Whether the text is twelve digits. */
    static boolean isAccountId(String text) {
        return text.length() == 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The lone {@code *}: everyone, signed or anonymous (rule 2.1). */
    record Everyone() implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            return MatchLevel.DIRECT;
        }
    }

    /** An account, by id (no partition) or by its root ARN; for the root user itself that is DIRECT. */
    record Account(String partition, String id) implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            if (!id.equals(caller.account()) || (!partition.isEmpty() && !partition.equals(caller.partition()))) {
                return MatchLevel.NONE;
            }
            return caller.isRoot() ? MatchLevel.DIRECT : MatchLevel.ACCOUNT;
        }
    }

    /**
     * The ARN of a role session. The role's name in it is compared ignoring case, since a session may carry the spelling that its
     * role was assumed with (rule 2.8); {@code head} is all before that name, {@code tail} all after it.
     */
    record Session(String head, String roleName, String tail) implements PrincipalElement {
        static Session of(String arn) {
            int name = arn.indexOf('/') + 1;
            int slash = arn.indexOf('/', name);
            int end = slash < 0 ? arn.length() : slash;
            return new Session(arn.substring(0, name), arn.substring(name, end), arn.substring(end));
        }

        @Override
        public MatchLevel level(Caller caller) {
            var arn = caller.ownArn();
            boolean matches = arn.length() == head.length() + roleName.length() + tail.length()
                    && arn.startsWith(head)
                    && arn.regionMatches(true, head.length(), roleName, 0, roleName.length())
                    && arn.endsWith(tail);
            return matches ? MatchLevel.DIRECT : MatchLevel.NONE;
        }
    }

    /** The ARN of a user or a federated user: compared as it is (rule 2.8). */
    record Exact(String arn) implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            if (arn.equals(caller.ownArn())) {
                return MatchLevel.DIRECT;
            }
            return arn.equals(caller.entityArn()) ? MatchLevel.ENTITY : MatchLevel.NONE;
        }
    }

    /** The ARN of a role; the name is compared ignoring case (rule 2.8). {@code head} is all before the name. */
    record Role(String partition, String account, String head, String name) implements PrincipalElement {
        static Role of(Arn arn) {
            var name = arn.resourceName();
            var text = arn.toString();
            return new Role(arn.partition(), arn.account(), text.substring(0, text.length() - name.length()), name);
        }

        @Override
        public MatchLevel level(Caller caller) {
            boolean isRole = caller.isRole() && !name.isEmpty();
            boolean matches = caller.entityArn().isEmpty() ? isSession(caller) : isRole(caller.entityArn());
            return isRole && matches ? MatchLevel.ENTITY : MatchLevel.NONE;
        }

        private boolean isRole(String arn) {
            return arn.length() == head.length() + name.length()
                    && arn.startsWith(head)
                    && arn.regionMatches(true, head.length(), name, 0, name.length());
        }

        private boolean isSession(Caller caller) {
            return account.equals(caller.account())
                    && partition.equals(caller.partition())
                    && name.equalsIgnoreCase(caller.roleName());
        }
    }

    /** A unique id: the stored form of a user or role (rule 2.5). */
    record UniqueId(String id) implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            if (id.equals(caller.ownId())) {
                return MatchLevel.DIRECT;
            }
            return id.equals(caller.entityId()) ? MatchLevel.ENTITY : MatchLevel.NONE;
        }
    }

    /** A service principal, by its exact id (rule 2.9). */
    record Service(String id) implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            return !id.isEmpty() && id.equals(caller.service()) ? MatchLevel.DIRECT : MatchLevel.NONE;
        }
    }

    /** An identity provider (rule 2.10). */
    record Federated(String provider) implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            return !provider.isEmpty() && provider.equals(caller.provider()) ? MatchLevel.DIRECT : MatchLevel.NONE;
        }
    }

    /** A principal that no caller of ours can be, such as a canonical user. */
    record Unmatchable() implements PrincipalElement {
        @Override
        public MatchLevel level(Caller caller) {
            return MatchLevel.NONE;
        }
    }
}
