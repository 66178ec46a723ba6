// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import dev.portcullis.aws.iam.CreatePolicyRequest;
import dev.portcullis.aws.iam.CreatePolicyResponse;
import dev.portcullis.aws.iam.CreatePolicyVersionRequest;
import dev.portcullis.aws.iam.CreatePolicyVersionResponse;
import dev.portcullis.aws.iam.DeletePolicyResponse;
import dev.portcullis.aws.iam.DeletePolicyVersionResponse;
import dev.portcullis.aws.iam.GetPolicyRequest;
import dev.portcullis.aws.iam.GetPolicyResponse;
import dev.portcullis.aws.iam.GetPolicyVersionRequest;
import dev.portcullis.aws.iam.GetPolicyVersionResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListPoliciesRequest;
import dev.portcullis.aws.iam.ListPoliciesResponse;
import dev.portcullis.aws.iam.ListPolicyTagsRequest;
import dev.portcullis.aws.iam.ListPolicyTagsResponse;
import dev.portcullis.aws.iam.ListPolicyVersionsRequest;
import dev.portcullis.aws.iam.ListPolicyVersionsResponse;
import dev.portcullis.aws.iam.SetDefaultPolicyVersionResponse;
import dev.portcullis.aws.iam.TagPolicyResponse;
import dev.portcullis.aws.iam.UntagPolicyResponse;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Arns;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.ManagedPolicy.Version;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.secrets.UniqueIds;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on managed policies and their versions. */
public final class PoliciesHandlers {
    private final PolicyArns policyArns;
    private final Pages pages;

    public PoliciesHandlers(PolicyArns policyArns, Pages pages) {
        this.policyArns = policyArns;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_POLICY, PoliciesHandlers::create),
                Operation.silent(IamModel.DELETE_POLICY, new DeletePolicyResponse(), Policies::delete),
                Operation.read(IamModel.GET_POLICY, this::get),
                Operation.read(IamModel.LIST_POLICIES, this::list),
                Operation.write(IamModel.CREATE_POLICY_VERSION, PoliciesHandlers::addVersion),
                Operation.write(
                        IamModel.DELETE_POLICY_VERSION,
                        (request, call) -> account -> Policies.deleteVersion(account, request, call.time())
                                .answering(new DeletePolicyVersionResponse())),
                Operation.write(
                        IamModel.SET_DEFAULT_POLICY_VERSION,
                        (request, call) -> account -> Policies.setDefault(account, request, call.time())
                                .answering(new SetDefaultPolicyVersionResponse())),
                Operation.read(IamModel.GET_POLICY_VERSION, this::getVersion),
                Operation.read(IamModel.LIST_POLICY_VERSIONS, this::listVersions),
                Operation.silent(IamModel.TAG_POLICY, new TagPolicyResponse(), Policies::tag),
                Operation.silent(IamModel.UNTAG_POLICY, new UntagPolicyResponse(), Policies::untag),
                Operation.read(IamModel.LIST_POLICY_TAGS, this::listTags));
    }

    private static Function<Account, Change<CreatePolicyResponse>> create(CreatePolicyRequest request, Call call) {
        var arn = new Arns(call.caller().account()).policy(request.path().orElse("/"), request.policyName());
        var document = PolicyTexts.document(arn, request.policyDocument(), PolicyKind.IDENTITY_MANAGED);
        var policyId = call.issuer().newId(UniqueIds.Kind.MANAGED_POLICY);
        return account -> {
            var next = Policies.create(account, request, policyId, document, call.time());
            var made = FoundPolicy.own(next, next.policies().get(policyId).orElseThrow());
            return next.answering(CreatePolicyResponse.builder()
                    .policy(ShownPolicy.asMade(next, made))
                    .build());
        };
    }

    private GetPolicyResponse get(Account account, GetPolicyRequest request, Call call) {
        return GetPolicyResponse.builder()
                .policy(ShownPolicy.inFull(account, policyArns.require(account, request.policyArn())))
                .build();
    }

    private ListPoliciesResponse list(Account account, ListPoliciesRequest request, Call call) {
        var filter = PolicyFilter.of(request);
        var page = pages.page(
                filter.select(account, policyArns).sorted(Comparator.comparing(FoundPolicy::sortKey)),
                FoundPolicy::sortKey,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_POLICIES, Map.of("Filter", filter.toString())),
                call.time());
        return ListPoliciesResponse.builder()
                .policies(page.map(found -> ShownPolicy.inList(account, found)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static Function<Account, Change<CreatePolicyVersionResponse>> addVersion(
            CreatePolicyVersionRequest request, Call call) {
        var document = PolicyTexts.document(request.policyArn(), request.policyDocument(), PolicyKind.IDENTITY_MANAGED);
        return account -> {
            var next = Policies.addVersion(
                    account, document, request.setAsDefault().orElse(false), call.time());
            var policy = PolicyArns.requireOwn(next, request.policyArn());
            return next.answering(CreatePolicyVersionResponse.builder()
                    .policyVersion(
                            ShownPolicy.versionInList(policy, policy.versions().getLast()))
                    .build());
        };
    }

    private GetPolicyVersionResponse getVersion(Account account, GetPolicyVersionRequest request, Call call) {
        var found = policyArns.require(account, request.policyArn());
        return GetPolicyVersionResponse.builder()
                .policyVersion(ShownPolicy.versionInFull(found.policy(), found.version(request.versionId())))
                .build();
    }

    /** The newest first. */
    private ListPolicyVersionsResponse listVersions(Account account, ListPolicyVersionsRequest request, Call call) {
        var found = policyArns.require(account, request.policyArn());
        var page = pages.page(
                found.policy().versions().reversed().stream(),
                PoliciesHandlers::newestFirst,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(
                        IamModel.LIST_POLICY_VERSIONS,
                        Map.of("PolicyId", found.policy().id())),
                call.time());
        return ListPolicyVersionsResponse.builder()
                .versions(page.map(version -> ShownPolicy.versionInList(found.policy(), version)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static String newestFirst(Version version) {
        return "%010d".formatted(Integer.MAX_VALUE - version.number());
    }

    private ListPolicyTagsResponse listTags(Account account, ListPolicyTagsRequest request, Call call) {
        var policy = policyArns.require(account, request.policyArn()).policy();
        var page = pages.tags(
                policy.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_POLICY_TAGS, Map.of("PolicyId", policy.id())),
                call.time());
        return ListPolicyTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }
}
