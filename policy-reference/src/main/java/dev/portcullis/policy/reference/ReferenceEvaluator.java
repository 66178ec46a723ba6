// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.StatementRef;
import dev.portcullis.policy.reference.PrincipalRules.Level;
import dev.portcullis.policy.reference.ReferencePolicies.Gate;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sections 10, 11, 12 and 16: what a request comes to. Stateless; reads every text again each time. */
public final class ReferenceEvaluator {
    /** Rule 10.15: prefixes of the services whose resources obey resource control policies. */
    private static final Set<String> RCP_SERVICES = Set.of(
            "s3",
            "sts",
            "kms",
            "sqs",
            "secretsmanager",
            "ecr",
            "aoss",
            "cognito-identity",
            "cognito-idp",
            "logs",
            "dynamodb");

    /** Decides by the written rules. Never throws: what cannot be read or evaluated is refused (rule 10.2). */
    public ReferenceDecision decide(Request request, ReferencePolicies policies) {
        try {
            return new Evaluation(request, policies).decide();
        } catch (RuntimeException unreadable) {
            return byNoStatement(implicitDeny(Layer.NONE));
        }
    }

    private static ReferenceDecision byNoStatement(Decision decision) {
        return new ReferenceDecision(decision, List.of(), Optional.empty());
    }

    private static Decision allowedBy(Layer layer) {
        return new Decision(Result.ALLOWED, layer);
    }

    private static Decision implicitDeny(Layer layer) {
        return new Decision(Result.IMPLICIT_DENY, layer);
    }

    /** One request under its policies, and what each layer said about it. */
    private static final class Evaluation {
        private final Request request;
        private final ReferencePolicies policies;
        private final Principal caller;
        private final Consulted consulted;
        private boolean scpAllows = true;
        private boolean endpointAllows = true;
        private boolean identityAllows;
        private Optional<StatementRef> identityGrant = Optional.empty();
        private boolean boundaryAllows = true;
        private boolean sessionAllows = true;

        Evaluation(Request request, ReferencePolicies policies) {
            this.request = request;
            this.policies = policies;
            this.caller = request.principal();
            this.consulted = new Consulted(request, policies);
        }

        ReferenceDecision decide() {
            if (isAlwaysAllowed()) {
                return byNoStatement(allowedBy(Layer.NONE));
            }
            consultAll();
            var decision = decision();
            return new ReferenceDecision(decision, consulted.matched(), named(decision));
        }

        /** Rule 10.3, second half. */
        private Optional<StatementRef> named(Decision decision) {
            return switch (decision.result()) {
                case EXPLICIT_DENY -> consulted.firstDeny();
                case IMPLICIT_DENY -> Optional.empty();
                case ALLOWED ->
                    decision.layer() == Layer.IDENTITY ? identityGrant : consulted.firstAllow(decision.layer(), 0);
            };
        }

        /** Rule 10.12. */
        private boolean isAlwaysAllowed() {
            return switch (caller) {
                case Principal.Anonymous _, Principal.Federated _ -> false;
                case Principal.User _ -> isAction("sts:GetCallerIdentity") || isAction("sts:GetSessionToken");
                case Principal.Root _, Principal.RoleSession _, Principal.FederatedUser _, Principal.Service _ ->
                    isAction("sts:GetCallerIdentity");
            };
        }

        /** Rule 10.4, the gathering, in the order of rule 10.3. */
        private void consultAll() {
            if (isRcpService() && !isServiceLinked()) { // 10.15; the full-access policy makes every level allow
                for (int level = 0; level < policies.rcp().size(); level++) {
                    consulted.allows(Layer.RCP, level, policies.rcp().get(level));
                }
            }
            if (isInAccount() && !isServiceLinked()) { // 10.14
                for (int level = 0; level < policies.scp().size(); level++) {
                    scpAllows &=
                            consulted.allows(Layer.SCP, level, policies.scp().get(level));
                }
            }
            endpointAllows = limits(Layer.ENDPOINT, policies.endpoint()); // 10.16
            consulted.allows(Layer.RESOURCE, 0, list(policies.resource()));
            if (isBucketPolicyRescue()) {
                consulted.forgetDenies(Layer.RESOURCE);
            }
            consultIdentity();
            boundaryAllows = limits(Layer.BOUNDARY, policies.boundary()); // 10.8
            sessionAllows = policies.session() // 10.7
                    .map(pool -> consulted.allows(Layer.SESSION, 0, pool))
                    .orElse(!(caller instanceof Principal.FederatedUser));
        }

        /** Rules 10.1 and 16.2: the pool, and each conveyed role cut by its own boundary. */
        private void consultIdentity() {
            identityAllows = consulted.allows(Layer.IDENTITY, 0, policies.identity());
            identityGrant = consulted.firstAllow(Layer.IDENTITY, 0);
            for (var role : policies.conveyed()) {
                int before = consulted.matched().size();
                boolean granted = consulted.allows(Layer.IDENTITY, 0, role.policies());
                var grant = consulted.firstAllow(Layer.IDENTITY, before);
                boolean kept = limits(Layer.IDENTITY, role.boundary());
                identityAllows |= granted && kept;
                identityGrant = identityGrant.or(() -> granted && kept ? grant : Optional.empty());
            }
        }

        /** Rule 10.1: an absent limit imposes nothing. */
        private boolean limits(Layer layer, Optional<Text> policy) {
            return policy.map(text -> consulted.allows(layer, 0, List.of(text))).orElse(true);
        }

        /** Rule 10.4, the judging. */
        private Decision decision() {
            var deny = consulted.firstDeny();
            if (deny.isPresent()) {
                return new Decision(Result.EXPLICIT_DENY, deny.get().layer());
            }
            if (changesWhatAwsOwns()) {
                return implicitDeny(Layer.NONE);
            }
            if (!scpAllows) {
                return implicitDeny(Layer.SCP);
            }
            if (!endpointAllows) {
                return implicitDeny(Layer.ENDPOINT);
            }
            if (!isInAccount()) { // 10.10, 10.11, and AssumeRoleWith* of 11.1
                return consulted.grant() == Level.DIRECT ? allowedBy(Layer.RESOURCE) : implicitDeny(Layer.RESOURCE);
            }
            return switch (policies.gate()) {
                case TRUST, KMS_KEY -> gated();
                case NONE -> isCrossAccount() ? crossAccount() : sameAccount();
            };
        }

        /** Rules 11.1 and 11.2: the resource's policy decides who may come in at all. */
        private Decision gated() {
            if (caller instanceof Principal.Root && policies.gate() == Gate.TRUST) {
                return implicitDeny(Layer.NONE); // 10.9
            }
            if (isCrossAccount()) {
                return crossAccount();
            }
            if (caller instanceof Principal.Root) { // 10.9: not exempt from the key policy
                return consulted.grant() == Level.NONE ? implicitDeny(Layer.RESOURCE) : withinLimits(Layer.RESOURCE);
            }
            return switch (consulted.grant()) {
                case DIRECT -> allowedBy(Layer.RESOURCE);
                case ENTITY -> withinLimits(Layer.RESOURCE);
                case ACCOUNT -> byIdentity();
                case NONE -> implicitDeny(Layer.RESOURCE);
            };
        }

        /** Rule 10.5. */
        private Decision sameAccount() {
            if (caller instanceof Principal.Root) {
                return withinLimits(Layer.NONE); // 10.9; a limit that is there all the same, limits
            }
            return switch (consulted.grant()) {
                case DIRECT -> allowedBy(Layer.RESOURCE);
                case ENTITY -> withinLimits(Layer.RESOURCE);
                case ACCOUNT, NONE -> byIdentity();
            };
        }

        /** Rule 10.6: both sides have to allow. */
        private Decision crossAccount() {
            if (consulted.grant() == Level.NONE) {
                return implicitDeny(Layer.RESOURCE);
            }
            return caller instanceof Principal.Root ? withinLimits(Layer.RESOURCE) : byIdentity();
        }

        private Decision byIdentity() {
            return identityAllows ? withinLimits(Layer.IDENTITY) : implicitDeny(Layer.IDENTITY);
        }

        /** Rules 10.7 and 10.8: what {@code granting} gives, if boundary and session policy let it pass. */
        private Decision withinLimits(Layer granting) {
            if (!boundaryAllows) {
                return implicitDeny(Layer.BOUNDARY);
            }
            return sessionAllows ? allowedBy(granting) : implicitDeny(Layer.SESSION);
        }

        /** Rule 12.11. */
        private boolean changesWhatAwsOwns() {
            var resource = request.resource();
            if (resource.matches("arn:[^:]*:iam::aws:policy/.*")) {
                return isAnyIamAction() && !isReading() && !isAction("iam:Attach*") && !isAction("iam:Detach*");
            }
            if (resource.matches("arn:[^:]*:iam::[^:]*:role/aws-reserved/.*")) {
                return isAnyIamAction() && !isReading() && !isAction("iam:PassRole");
            }
            if (resource.matches("arn:[^:]*:iam::[^:]*:role/aws-service-role/.*")) {
                return isAnyIamAction() && !isReading() && !isAction("iam:PassRole") && !isServiceLinkedRoleCare();
            }
            return resource.matches("arn:[^:]*:kms:[^:]*:[^:]*:alias/aws/.*")
                    && (isAction("kms:CreateAlias") || isAction("kms:DeleteAlias") || isAction("kms:UpdateAlias"));
        }

        private boolean isAnyIamAction() {
            return isAction("iam:*");
        }

        private boolean isReading() {
            return isAction("iam:Get*")
                    || isAction("iam:List*")
                    || isAction("iam:Generate*")
                    || isAction("iam:Simulate*");
        }

        /** What IAM lets an account do to a service-linked role: make it, describe it, remove it. */
        private boolean isServiceLinkedRoleCare() {
            return isAction("iam:CreateServiceLinkedRole")
                    || isAction("iam:DeleteServiceLinkedRole")
                    || isAction("iam:UpdateRole")
                    || isAction("iam:UpdateRoleDescription");
        }

        /** Rule 10.9: the root user gets back into its own bucket whatever the bucket's policy says. */
        private boolean isBucketPolicyRescue() {
            return caller instanceof Principal.Root
                    && !isCrossAccount()
                    && (isAction("s3:GetBucketPolicy")
                            || isAction("s3:PutBucketPolicy")
                            || isAction("s3:DeleteBucketPolicy"));
        }

        private boolean isInAccount() {
            return switch (caller) {
                case Principal.Root _, Principal.User _, Principal.RoleSession _, Principal.FederatedUser _ -> true;
                case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> false;
            };
        }

        private boolean isCrossAccount() {
            return !caller.account().equals(request.resourceAccount());
        }

        /** Rule 12.10. */
        private boolean isServiceLinked() {
            return caller instanceof Principal.RoleSession session && session.isServiceLinked();
        }

        private boolean isRcpService() {
            return RCP_SERVICES.contains(request.action().split(":", 2)[0].toLowerCase(Locale.ROOT));
        }

        private boolean isAction(String pattern) {
            return Pattern.of(pattern.toLowerCase(Locale.ROOT))
                    .matches(request.action().toLowerCase(Locale.ROOT));
        }

        private static List<Text> list(Optional<Text> policy) {
            return policy.map(List::of).orElse(List.of());
        }
    }
}
