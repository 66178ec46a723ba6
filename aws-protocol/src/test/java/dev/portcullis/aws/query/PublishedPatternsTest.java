// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.model.ModelReader;
import dev.portcullis.aws.model.Shape.StringShape;
import dev.portcullis.aws.wire.ConstraintValidator;
import dev.portcullis.aws.wire.MemberPath;
import dev.portcullis.aws.wire.ValueEcho;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The patterns that AWS publishes end soon on whatever text, as the validator relies on. */
@EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
class PublishedPatternsTest {
    private static final List<String> UNITS =
            List.of("a", "/", "/a", "a-", "-", "1.", "A", "a=&", "v1.", "http://a?", ":", "é");

    @Test
    void noPatternCatchesFireOnAdversarialText() {
        int patterns = 0;
        long start = System.nanoTime();
        for (String service : List.of("iam", "sts")) {
            Map<String, Object> model = PublicCases.object("api/" + service + "/service-2.json");
            var reader = new ModelReader(model);
            for (String name : PublicCases.asObject(model.get("shapes")).keySet()) {
                if (reader.shape(name) instanceof StringShape shape
                        && shape.pattern().isPresent()) {
                    patterns++;
                    long longest = shape.length().hasMax() ? shape.length().max() : 1_000_000;
                    for (String unit : UNITS) {
                        check(shape, unit, (int) Math.min(longest, 1_000_000));
                        check(shape, unit, 1_024);
                    }
                }
            }
        }
        assertThat(patterns).isGreaterThan(60);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    private static void check(StringShape shape, String unit, int length) {
        String text = unit.repeat(length / unit.length());
        var validator = new ConstraintValidator(ValueEcho.HIDDEN);
        validator.text(shape, text + "!", MemberPath.ROOT.member("Value"));
        validator.text(shape, text.substring(0, Math.max(0, text.length() - 1)) + "!", MemberPath.ROOT.member("Value"));
        assertThat(validator.count()).isLessThan(6);
    }
}
