// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.model.Authorization.ContextTemplate;
import dev.portcullis.aws.model.Authorization.ResourceTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelTypesTest {
    @Test
    void boundsTellWhatIsOutside() {
        Bounds bounds = Bounds.of(1, 64);

        assertThat(bounds.isBelow(0)).isTrue();
        assertThat(bounds.isBelow(1)).isFalse();
        assertThat(bounds.isAbove(64)).isFalse();
        assertThat(bounds.isAbove(65)).isTrue();
        assertThat(Bounds.NONE.isBelow(Long.MIN_VALUE) || Bounds.NONE.isAbove(Long.MAX_VALUE))
                .isFalse();
        assertThat(Bounds.atLeast(2).hasMax() || Bounds.atMost(2).hasMin()).isFalse();
        assertThatThrownBy(() -> Bounds.of(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTemplateNamesAsManyMembersAsItsKindTakes() {
        assertThatThrownBy(() -> new ResourceTemplate(ResourceKind.NEW_USER, List.of("UserName")))
                .hasMessage("NEW_USER takes 2 members, not [UserName]");
        assertThatThrownBy(() -> new ContextTemplate("aws:TagKeys", ContextSource.TAG_KEYS, "", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContextTemplate("iam:PassedToService", ContextSource.CONSTANT, "", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checkedAccessNeedsAtLeastOneCheck() {
        assertThatThrownBy(() -> new Authorization(Access.CHECKED, true, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStructureHasEachMemberOnce() {
        Member member = Member.of("Name", Shape.StringShape.of("text"), true);

        assertThatThrownBy(() -> StructureShape.ofMap("Tree", List.of(member, member), Optional.empty()))
                .hasMessage("Tree has two members Name");
    }

    @Test
    void aServiceServesOnlyWhatItKnows() {
        var metadata = new ServiceMetadata("farm", "2026-01-01", "farm", "https://farm.example/", Protocol.QUERY);
        var nothing = StructureShape.ofMap("Nothing", List.of(), Optional.empty());
        OperationModel<Map<String, Object>, Map<String, Object>> visit = new OperationModel<>(
                metadata,
                "Visit",
                HttpBinding.ROOT,
                nothing,
                nothing,
                Optional.empty(),
                List.of(),
                Authentication.NONE,
                new Authorization(Access.ANYONE, false, List.of()));

        assertThat(ServiceModel.of(metadata, List.of(visit), Set.of("Visit", "Plant"))
                        .operation("Visit"))
                .hasValue(visit);
        assertThatThrownBy(() -> ServiceModel.of(metadata, List.of(visit), Set.of("Plant")))
                .hasMessage("farm serves operations that it does not know");
    }
}
