// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.Defect.Code;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges one statement of a document that is to be written. */
final class StatementValidator {
    /** What a trust policy may allow (rule 11.1). */
    private static final List<String> ASSUME_ROLE_ACTIONS = List.of(
            "assumerole",
            "assumerolewithsaml",
            "assumerolewithwebidentity",
            "tagsession",
            "setsourceidentity",
            "setcontext");

    private static final String COGNITO = "cognito-identity.amazonaws.com";
    private static final Set<String> ROLE_TAKING_ACTIONS = Set.of("iam:passrole", "iam:*", "iam:pass*");

    /** The unique id of a user or role; whether there is one, the keeper of the policy knows (rule 2.5). */
    private static final Pattern UNIQUE_ID = Pattern.compile("(AIDA|AROA)[A-Z0-9]{12,124}");

    private final PolicyKind kind;
    private final boolean hasVariables;
    private final Document.Statement statement;
    private final List<Defect> errors;
    private final List<Defect> findings;

    StatementValidator(
            PolicyKind kind,
            boolean hasVariables,
            Document.Statement statement,
            List<Defect> errors,
            List<Defect> findings) {
        this.kind = kind;
        this.hasVariables = hasVariables;
        this.statement = statement;
        this.errors = errors;
        this.findings = findings;
    }

    void validate() {
        principals();
        actions();
        resources();
        var keysWithNull = statement.conditions().stream()
                .filter(condition -> condition.operator().text().equalsIgnoreCase("Null"))
                .map(condition -> condition.key().text().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        statement.conditions().forEach(condition -> condition(condition, keysWithNull));
        breadth();
    }

    private void principals() {
        var principals = statement.principals();
        if (principals == null) {
            boolean isRequired = kind == PolicyKind.TRUST || kind == PolicyKind.RESOURCE || kind == PolicyKind.RCP;
            if (isRequired) {
                error(Code.NO_PRINCIPAL, "Missing required field Principal", start());
            }
            return;
        }
        if (kind.isIdentity() || kind == PolicyKind.SCP) {
            error(Code.FORBIDDEN_PRINCIPAL, "A policy of this kind names no principal", principals.start());
            return;
        }
        if (principals.isNegated()) {
            notPrincipal(principals);
        }
        for (var entry : principals.entries()) {
            principal(entry);
        }
    }

    private void notPrincipal(Document.Principals principals) {
        if (statement.effect() == Effect.ALLOW) {
            error(Code.NOT_PRINCIPAL_ALLOW, "NotPrincipal is for Deny statements only", principals.start());
        } else if (kind != PolicyKind.RESOURCE) {
            error(Code.FORBIDDEN_NOT_PRINCIPAL, "A policy of this kind has no NotPrincipal", principals.start());
        } else if (principals.entries().stream().noneMatch(StatementValidator::namesAnAccount)) {
            // rule 14.6
            finding("NotPrincipal should list the account of each principal too", principals.start());
        }
    }

    private static boolean namesAnAccount(Document.Entry entry) {
        return PrincipalElement.isAccountId(entry.value().text())
                || entry.value().text().endsWith(":root");
    }

    private void principal(Document.Entry entry) {
        var text = entry.value().text();
        if (kind == PolicyKind.RCP && !(entry.kind().equals("AWS") && text.equals("*"))) {
            error(
                    Code.PRINCIPAL,
                    "The principal of a resource control policy is \"*\"",
                    entry.value().start());
        } else if (!isPrincipal(entry)) {
            error(Code.PRINCIPAL, refusal(entry), entry.value().start());
        } else if (text.equals("*")
                && kind == PolicyKind.TRUST
                && statement.conditions().isEmpty()) {
            finding("Everyone may assume this role", entry.value().start());
        }
        if (entry.kind().equals("Federated")
                && text.equals(COGNITO)
                && statement.conditions().isEmpty()) {
            error(Code.NO_CONDITION, "A condition block must be present for the Cognito provider", start());
        }
    }

    /** What AWS answers, which writes the kind of principal in capitals. */
    private static String refusal(Document.Entry entry) {
        return entry.kind().equals("Federated")
                ? "Federated principals must be valid domain names or SAML metadata ARNs"
                : "Invalid principal in policy: \"%s\":\"%s\""
                        .formatted(
                                entry.kind().toUpperCase(Locale.ROOT),
                                DocumentReader.abbreviated(entry.value().text()));
    }

    /** Rules 2.2 to 2.4 and 2.10, as far as the form goes. */
    private boolean isPrincipal(Document.Entry entry) {
        var text = entry.value().text();
        return switch (entry.kind()) {
            case "AWS" ->
                text.equals("*")
                        || PrincipalElement.isAccountId(text)
                        || UNIQUE_ID.matcher(text).matches()
                        || isPrincipalArn(text);
            case "Service" -> isHostName(text);
            case "Federated" -> isHostName(text) || isProviderArn(text);
            default -> kind == PolicyKind.RESOURCE && !text.isEmpty();
        };
    }

    private static boolean isPrincipalArn(String text) {
        var arn = accountArn(text);
        if (arn == null) {
            return false;
        }
        return switch (arn.service()) {
            case "iam" ->
                arn.resource().equals("root") || isNamed(arn.resource(), "user/") || isNamed(arn.resource(), "role/");
            case "sts" -> isSession(arn.resource()) || isNamed(arn.resource(), "federated-user/");
            default -> false;
        };
    }

    private static boolean isProviderArn(String text) {
        var arn = accountArn(text);
        return arn != null
                && arn.service().equals("iam")
                && (isNamed(arn.resource(), "saml-provider/") || isNamed(arn.resource(), "oidc-provider/"));
    }

    /** The ARN of something that belongs to an account and to no region, without wildcards; null if the text is none. */
    private static @Nullable Arn accountArn(String text) {
        boolean hasWildcard = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
        return Arn.parse(text)
                .filter(arn -> !hasWildcard && arn.region().isEmpty())
                .filter(arn -> ResourceValidator.isKnownPartition(arn.partition()))
                .filter(arn -> PrincipalElement.isAccountId(arn.account()))
                .orElse(null);
    }

    /** {@code assumed-role/ROLE/SESSION}: whoever is meant by the role alone is named by the role's own ARN. */
    private static boolean isSession(String resource) {
        int role = "assumed-role/".length();
        int slash = resource.indexOf('/', role);
        return resource.startsWith("assumed-role/") && slash > role && slash < resource.length() - 1;
    }

    private static boolean isNamed(String resource, String type) {
        return resource.startsWith(type) && resource.length() > type.length();
    }

    private static boolean isHostName(String text) {
        return text.indexOf('.') > 0
                && !text.startsWith("arn:")
                && text.chars().allMatch(c -> PolicyValidator.isAlphanumeric(c) || ".-/_:".indexOf(c) >= 0);
    }

    private void actions() {
        var actions = statement.actions();
        if (actions == null) {
            return; // reported as a matter of structure
        }
        if (actions.values().isEmpty()) {
            error(Code.NO_ACTION, "Missing required field Action", start());
        }
        if (kind == PolicyKind.RCP && actions.isNegated()) {
            error(Code.ACTION, "A resource control policy has no NotAction", start());
        }
        actions.values().forEach(this::action);
    }

    private void action(Json.Str action) {
        var text = action.text();
        if (kind == PolicyKind.TRUST && !assumesRole(text)) {
            error(Code.ACTION, "AssumeRole policy may only specify STS AssumeRole actions.", action.start());
        } else if (!ActionMatch.isAny(text)) {
            actionForm(action, text);
        } else if (kind == PolicyKind.RCP) {
            error(Code.ACTION, "An action of a resource control policy names its service", action.start());
        }
    }

    private void actionForm(Json.Str action, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            error(
                    Code.ACTION,
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                    action.start());
        } else if (text.indexOf(':', colon + 1) >= 0) {
            error(Code.ACTION, "Actions/Condition can contain only one colon.", action.start());
        } else if (!isVendor(text.substring(0, colon))) {
            var vendor = DocumentReader.abbreviated(text.substring(0, colon));
            error(Code.ACTION, "Vendor " + vendor + " is not valid", action.start());
        } else if (colon == text.length() - 1 || ActionMatch.hasWhiteSpace(text)) {
            error(Code.WHITE_SPACE_IN_ACTION, "An action has a name without white space", action.start());
        }
    }

    private static boolean isVendor(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> PolicyValidator.isAlphanumeric(c) || c == '-' || c == '.');
    }

    private static boolean assumesRole(String action) {
        if (!action.regionMatches(true, 0, "sts:", 0, 4)) {
            return false;
        }
        var name = Glob.compile(action.substring(4).toLowerCase(Locale.ROOT));
        return ASSUME_ROLE_ACTIONS.stream().anyMatch(name::matches);
    }

    private void resources() {
        var resources = statement.resources();
        if (kind == PolicyKind.TRUST) {
            if (resources != null) {
                var code = resources.isNegated() ? Code.FORBIDDEN_NOT_RESOURCE : Code.FORBIDDEN_RESOURCE;
                error(code, "Has prohibited field Resource", start());
            }
        } else if (resources == null || resources.values().isEmpty()) {
            error(Code.NO_RESOURCE, "Missing required field Resource", start());
        } else {
            var validator = new ResourceValidator(kind, hasVariables, errors, findings);
            resources.values().forEach(validator::validate);
        }
    }

    private void condition(Document.Condition condition, Set<String> keysWithNull) {
        var operator = Operator.parse(condition.operator().text());
        if (operator == null) {
            var name = DocumentReader.abbreviated(condition.operator().text());
            error(
                    Code.OPERATOR,
                    "There is no condition operator " + name,
                    condition.operator().start());
            return;
        }
        boolean isSevere = switch (operator.base().test()) {
            case NUMBER, DATE, ADDRESS, BINARY -> true;
            case TEXT, TEXT_IGNORING_CASE, GLOB, ARN, BOOL, NULL -> false;
        };
        for (var value : condition.values()) {
            value(operator, value, isSevere);
        }
        boolean mayBeVacuous = operator.quantifier() == Operator.Quantifier.FOR_ALL_VALUES
                && statement.effect() == Effect.ALLOW
                && !keysWithNull.contains(condition.key().text().toLowerCase(Locale.ROOT));
        if (mayBeVacuous) {
            finding(
                    "ForAllValues also holds when the key is absent",
                    condition.operator().start());
        }
    }

    private void value(Operator operator, Document.Value value, boolean isSevere) {
        boolean isDynamic = hasVariables && operator.base().takesVariables();
        if (isDynamic && Template.hasMalformedVariable(value.text())) {
            finding("A policy variable is malformed and stands for itself", value.start());
        }
        if (isDynamic && Template.hasSpaceAroundName(value.text())) {
            finding("A space beside the name of a policy variable belongs to the name", value.start()); // rule 14.21
        }
        boolean isFixed = !isDynamic || Template.parse(value.text()).isStatic();
        if (isFixed && Clause.isMalformed(operator.base().test(), value.text())) {
            var message = "The operator cannot compare with " + DocumentReader.abbreviated(value.text());
            if (isSevere) {
                error(Code.CONDITION_VALUE, message, value.start());
            } else {
                finding(message, value.start());
            }
        }
    }

    /** What grants more than it seems to. */
    private void breadth() {
        if (statement.effect() == Effect.DENY) {
            return;
        }
        if (kind == PolicyKind.RCP) {
            error(Code.FORBIDDEN_ALLOW, "A resource control policy can only deny", start());
        }
        var actions = statement.actions();
        if (kind.isIdentity() && actions != null && actions.isNegated()) {
            finding("Allow with NotAction grants every other action of every service", start());
        }
        if (kind.isIdentity() && passesAnyRole()) {
            finding("iam:PassRole on every role lets the holder act as any of them", start());
        }
    }

    private boolean passesAnyRole() {
        var resources = statement.resources();
        var actions = statement.actions();
        return resources != null
                && actions != null
                && !resources.isNegated()
                && !actions.isNegated()
                && resources.values().stream()
                        .anyMatch(resource -> resource.text().equals("*"))
                && actions.values().stream()
                        .anyMatch(action ->
                                ROLE_TAKING_ACTIONS.contains(action.text().toLowerCase(Locale.ROOT)));
    }

    private int start() {
        return statement.source().start();
    }

    private void error(Code code, String message, int offset) {
        errors.add(new Defect(code, message, offset));
    }

    private void finding(String message, int offset) {
        findings.add(new Defect(Code.STRUCTURE, message, offset));
    }
}
