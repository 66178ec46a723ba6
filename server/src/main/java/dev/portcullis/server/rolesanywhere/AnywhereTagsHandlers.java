// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.ListTagsForResourceRequest;
import dev.portcullis.aws.rolesanywhere.ListTagsForResourceResponse;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.TagResourceResponse;
import dev.portcullis.aws.rolesanywhere.UntagResourceResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import java.util.List;

/** The operations on tags of trust anchors, profiles and revocation lists. Subjects have none. */
public final class AnywhereTagsHandlers {
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.silent(RolesanywhereModel.TAG_RESOURCE, new TagResourceResponse(), (account, request) -> {
                    var resource = Anywhere.resource(account, request.resourceArn());
                    return account.with(resource.withTags(AnywhereTags.set(resource.tags(), request.tags())));
                }),
                Operation.silent(RolesanywhereModel.UNTAG_RESOURCE, new UntagResourceResponse(), (account, request) -> {
                    var resource = Anywhere.resource(account, request.resourceArn());
                    return account.with(resource.withTags(AnywhereTags.removed(resource.tags(), request.tagKeys())));
                }),
                Operation.read(RolesanywhereModel.LIST_TAGS_FOR_RESOURCE, AnywhereTagsHandlers::list));
    }

    private static ListTagsForResourceResponse list(Account account, ListTagsForResourceRequest request, Call call) {
        return ListTagsForResourceResponse.builder()
                .tags(AnywhereTags.shown(
                        Anywhere.resource(account, request.resourceArn()).tags()))
                .build();
    }
}
