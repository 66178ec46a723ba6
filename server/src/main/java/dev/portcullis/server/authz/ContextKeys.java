// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.aws.model.Authorization.ContextTemplate;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Principal;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.Tags.Tag;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.secrets.SessionClaims;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The values of condition keys for a check: those of every request (section 9), and those that the operation supplies. */
final class ContextKeys {
    private ContextKeys() {}

    /** What every request of this caller carries. */
    static Context.Builder global(Subject subject) {
        var facts = subject.caller().facts();
        var keys = Context.builder();
        ofCaller(subject, facts.arrival(), keys);
        keys.put("aws:SourceIp", facts.sourceAddress().getHostAddress());
        keys.put("aws:SecureTransport", Boolean.toString(facts.isSecure()));
        keys.put("aws:RequestedRegion", facts.region());
        keys.put("aws:ViaAWSService", "false");
        facts.userAgent().ifPresent(agent -> keys.put("aws:UserAgent", agent));
        facts.referer().ifPresent(referer -> keys.put("aws:referer", referer));
        return keys;
    }

    /** What is known of a caller, whomever it calls, and the time. {@link ReservedKeys} lists these keys. */
    static void ofCaller(Subject subject, Instant now, Context.Builder keys) {
        keys.put("aws:PrincipalArn", subject.principalArn());
        keys.put("aws:PrincipalAccount", subject.caller().account().text());
        keys.put("aws:PrincipalType", subject.type());
        keys.put("aws:userid", subject.userId());
        subject.userName().ifPresent(name -> keys.put("aws:username", name));
        subject.tags().list().forEach(tag -> keys.put("aws:PrincipalTag/" + tag.key(), tag.value()));
        if (subject.principal() instanceof Principal.Service) {
            service(keys, subject.userId());
        } else {
            keys.put("aws:PrincipalIsAWSService", "false");
        }
        time(keys, now);
        subject.caller().session().ifPresent(session -> session(session, now, keys));
        subject.caller().browser().ifPresent(session -> browser(subject.caller(), session, now, keys));
    }

    /** A browser session without temporary credentials says of itself what a session token says. */
    private static void browser(Caller caller, BrowserSession session, Instant now, Context.Builder keys) {
        keys.put("portcullis:Via", "Console");
        if (caller.session().isEmpty()) {
            keys.put("aws:TokenIssueTime", session.createdAt().toString());
            keys.put("aws:MultiFactorAuthPresent", "false");
            session.secondFactor().ifPresent(proven -> secondFactor(keys, proven.at(), now));
        }
    }

    /** That the caller is a service principal. */
    static void service(Context.Builder keys, String principal) {
        keys.put("aws:PrincipalIsAWSService", "true");
        keys.put("aws:PrincipalServiceName", principal);
        keys.putAll("aws:PrincipalServiceNamesList", List.of(principal));
    }

    static void time(Context.Builder keys, Instant now) {
        keys.put("aws:CurrentTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        keys.put("aws:EpochTime", Long.toString(now.getEpochSecond()));
    }

    private static void session(SessionClaims session, Instant now, Context.Builder keys) {
        session.context().forEach((key, values) -> {
            if (values.size() == 1) {
                keys.put(key, values.getFirst());
            } else {
                keys.putAll(key, values);
            }
        });
        var origin = session.origin();
        keys.put("aws:TokenIssueTime", session.issuedAt().toString());
        keys.put("aws:MultiFactorAuthPresent", "false");
        origin.mfaAt().ifPresent(at -> secondFactor(keys, at, now));
        origin.sourceIdentity().ifPresent(identity -> keys.put("aws:SourceIdentity", identity));
        origin.federatedProvider().ifPresent(provider -> keys.put("aws:FederatedProvider", provider));
    }

    /** That the caller proved a second factor at some time, be it in this very request. */
    static void secondFactor(Context.Builder keys, Instant at, Instant now) {
        keys.put("aws:MultiFactorAuthPresent", "true");
        keys.put(
                "aws:MultiFactorAuthAge",
                Long.toString(Math.max(0, Duration.between(at, now).toSeconds())));
    }

    /** The tags of the resource of an action. */
    static void resourceTags(Context.Builder keys, Tags tags, String action) {
        var service = action.substring(0, action.indexOf(':'));
        for (var tag : tags.list()) {
            keys.put("aws:ResourceTag/" + tag.key(), tag.value());
            switch (service) {
                case "portcullis", "rolesanywhere" -> {}
                case "ec2" -> keys.put("ec2:ResourceTag/" + tag.key(), tag.value());
                default -> keys.put("iam:ResourceTag/" + tag.key(), tag.value());
            }
        }
    }

    private static List<String> tagKeys(List<Tag> tags) {
        return tags.stream().map(Tag::key).toList();
    }

    /** What an operation supplies for a check. */
    static void supply(
            Context.Builder keys, ContextTemplate template, Account account, CheckedResource resource, Input input) {
        switch (template.source()) {
            case INPUT -> {
                var texts = input.texts(template.member());
                if (input.isMultivalued(template.member())) {
                    keys.putAll(template.key(), texts);
                } else if (!texts.isEmpty()) {
                    keys.put(template.key(), texts.getFirst());
                }
            }
            case TAG_VALUES ->
                input.tags(template.member()).forEach(tag -> keys.put(template.key() + "/" + tag.key(), tag.value()));
            case TAG_KEYS -> keys.putAll(template.key(), tagKeys(input.tags(template.member())));
            case REMOVED_TAG_KEYS -> {
                var named = input.tags(template.member());
                keys.putAll(
                        template.key(),
                        tagKeys(named.isEmpty() ? resource.tags().list() : named));
            }
            case INSTANCE_PROFILE_ARN ->
                InstanceResources.profileArn(account, input, template.member())
                        .ifPresent(arn -> keys.put(template.key(), arn));
            case RESOURCE_BOUNDARY -> resource.boundary().ifPresent(arn -> keys.put(template.key(), arn));
            case CONSTANT -> keys.put(template.key(), template.constant());
        }
    }
}
