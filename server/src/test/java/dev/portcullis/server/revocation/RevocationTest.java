// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.revocation;

import static dev.portcullis.server.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.storage.Revision;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationTest {
    private static final AccessKeyIds IDS = new AccessKeyIds(RandomSource.secure());
    private static final String ACCOUNT = SampleAccount.ID.text();
    private static final Account EMPTY = Account.empty(SampleAccount.ID, Revision.NONE)
            .with(AccountSettings.of(SampleAccount.NOW))
            .with(SampleAccount.user("Ann"));

    @Test
    void aUsersEpochRises() {
        var after = Revocation.ofPrincipal(EMPTY, "arn:aws:iam::123456789012:user/Ann");

        assertThat(after.user("Ann").epoch()).isEqualTo(1);
        assertThat(after.settings()).isEqualTo(EMPTY.settings());
    }

    @Test
    void theRootUsersEpochRises() {
        assertThat(Revocation.ofPrincipal(EMPTY, "arn:aws:iam::123456789012:root")
                        .settings()
                        .rootEpoch())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::123456789012:user/ann",
                "arn:aws:iam::123456789012:user/path/Ann",
                "arn:aws:iam::210987654321:user/Ann",
                "arn:aws-cn:iam::123456789012:user/Ann",
                "arn:aws:iam::123456789012:role/Ann"
            })
    void anArnThatIsNobodysIsNotFound(String arn) {
        assertThat(refusal(() -> Revocation.ofPrincipal(EMPTY, arn))).isInstanceOf(NoSuchEntity.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann, the user of the account",
                "arn:aws:iam::210987654321:root",
                "arn:aws:iam::123456789012:group/Ann",
                "arn:aws:sts::123456789012:assumed-role/Ann/session"
            })
    void whatHasNoSessionsOfItsOwnIsRefused(String arn) {
        assertThat(refusal(() -> Revocation.ofPrincipal(EMPTY, arn))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void aSessionStaysRevokedAsLongAsAnySessionLives() {
        var id = IDS.temporary(ACCOUNT);

        var after = Revocation.ofSession(EMPTY, id, SampleAccount.NOW);

        assertThat(after.settings().revokedSessions())
                .containsExactly(Map.entry(id, SampleAccount.NOW.plus(SessionClaims.LONGEST)));
    }

    /** Abuse case 47: an id of another account is nothing here, and one that is not of a session is no session. */
    @Test
    void abuseCase47KeysOfOthersAndLongTermKeysAreRefused() {
        assertThat(refusal(() -> Revocation.ofSession(EMPTY, IDS.temporary("210987654321"), SampleAccount.NOW)))
                .isInstanceOf(InvalidInput.class);
        assertThat(refusal(() -> Revocation.ofSession(EMPTY, IDS.longTerm(ACCOUNT, id -> false), SampleAccount.NOW)))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void theListIsBoundedAndForgetsWhatIsOver() {
        var account = EMPTY;
        for (int i = 0; i < AccountSettings.MAX_REVOKED_SESSIONS; i++) {
            account = Revocation.ofSession(account, IDS.temporary(ACCOUNT), SampleAccount.NOW);
        }
        var full = account;
        var one = IDS.temporary(ACCOUNT);

        assertThat(refusal(() -> Revocation.ofSession(full, one, SampleAccount.NOW.plusSeconds(1))))
                .isInstanceOf(LimitExceeded.class);
        var later = SampleAccount.NOW.plus(SessionClaims.LONGEST).plus(Duration.ofSeconds(1));
        assertThat(Revocation.ofSession(full, one, later).settings().revokedSessions())
                .containsOnlyKeys(one);
    }
}
