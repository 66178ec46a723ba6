// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.passkeys.Passkeys.NewName;
import dev.portcullis.server.passkeys.SignInProof.Good;
import dev.portcullis.server.passkeys.SignInProof.Refused;
import dev.portcullis.server.passkeys.SignInProof.Why;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.MasterKey;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.MemoryLedgers;
import dev.portcullis.server.storage.MemoryObjectStore;
import dev.portcullis.server.users.CredentialOwner;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasskeysTest {
    private static final long SEED = 20_261_122;
    private static final AccountId ID = SampleAccount.ID;
    private static final User ANN = SampleAccount.user("ann");
    private static final User BOB = SampleAccount.user("bob");
    private static final String ORIGIN = "http://localhost:8420";
    private static final Site HERE = new Site(ORIGIN, "localhost");

    private final RandomSource random = RandomSource.secure();
    private Instant now = SampleAccount.NOW;
    private Accounts accounts = new Accounts(new MemoryObjectStore(Accounts.objectKinds(), () -> now), 10);
    private Passkeys passkeys = passkeys();
    private int names;

    @BeforeEach
    void start() {
        SampleAccount.create(accounts, ID);
        SampleAccount.change(accounts, account -> account.with(ANN).with(BOB));
    }

    private Passkeys passkeys() {
        var sealer = new Sealer(KeyRing.of(MasterKey.generate(random)), random);
        return new Passkeys(accounts, sealer, random, new MemoryLedgers());
    }

    private Account account() {
        return accounts.read(ID);
    }

    private RequestFacts facts() {
        return new RequestFacts(
                "r", now, InetAddress.getLoopbackAddress(), false, Optional.empty(), Optional.empty(), ORIGIN, "");
    }

    private String creation(CredentialOwner owner) {
        return passkeys.optionsOfRegistration(account(), owner, HERE, now);
    }

    private Optional<Passkey> register(CredentialOwner owner, String answer) {
        return passkeys.register(account(), owner, new NewName("ID" + names++, "key"), HERE, answer, now);
    }

    /** An authenticator whose passkey is registered. */
    private SoftwareAuthenticator registered(CredentialOwner owner, long counter) {
        var authenticator = new SoftwareAuthenticator().counting(counter);
        var passkey =
                register(owner, authenticator.create(creation(owner), ORIGIN)).orElseThrow();
        SampleAccount.change(accounts, account -> account.with(passkey));
        return authenticator;
    }

    private SoftwareAuthenticator registered(User user) {
        return registered(CredentialOwner.of(user), 0);
    }

    private SignInProof alone(SoftwareAuthenticator authenticator) {
        return passkeys.alone(HERE, authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN), facts());
    }

    private SignInProof second(User user, SoftwareAuthenticator authenticator) {
        var options =
                passkeys.optionsOfSecondFactor(account(), user.id(), HERE, now).orElseThrow();
        return passkeys.secondFactor(account(), user.id(), HERE, authenticator.get(options, ORIGIN), facts());
    }

    private static void assertRefused(SignInProof proof, Why why) {
        assertThat(proof)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Nested
    class AtSignIn {
        @Test
        void aPasskeyAloneTellsWhoSignsIn() {
            registered(BOB);
            var authenticator = registered(ANN);

            assertThat(alone(authenticator)).isInstanceOfSatisfying(Good.class, good -> {
                assertThat(good.passkey().owner()).isEqualTo(ANN.id());
                assertThat(good.isUserVerified()).isTrue();
            });
        }

        @Test
        void rootSignsInByOneToo() {
            var authenticator = registered(CredentialOwner.root(account()), 0);

            assertThat(alone(authenticator))
                    .isInstanceOfSatisfying(
                            Good.class,
                            good -> assertThat(good.passkey().owner()).isEqualTo(ID.text()));
        }

        @Test
        void aSecondFactorNeedNotVerifyTheUser() {
            var authenticator = registered(ANN).verifyingUser(false);

            assertThat(second(ANN, authenticator))
                    .isInstanceOfSatisfying(
                            Good.class,
                            good -> assertThat(good.isUserVerified()).isFalse());
            assertRefused(alone(authenticator), Why.WRONG);
        }

        @Test
        void olderKeysSendNoUserHandleWithASecondFactor() {
            var authenticator = registered(ANN).sendingUserHandle(false);

            assertThat(second(ANN, authenticator)).isInstanceOf(Good.class);
            assertRefused(alone(authenticator), Why.UNKNOWN);
        }

        @Test
        void anotherUsersPasskeyIsNoSecondFactor() {
            registered(ANN);
            var ofBob = registered(BOB);

            assertRefused(second(ANN, ofBob), Why.UNKNOWN);
            assertRefused(second(ANN, ofBob.of(ID + "/" + ANN.id())), Why.UNKNOWN);
            assertRefused(alone(ofBob.of(ID + "/" + ANN.id())), Why.UNKNOWN);
        }

        @Test
        void whoHasNoPasskeyForTheSiteIsAskedForNone() {
            registered(ANN);
            var elsewhere = new Site("https://iam.example", "iam.example");

            assertThat(passkeys.optionsOfSecondFactor(account(), BOB.id(), HERE, now))
                    .isEmpty();
            assertThat(passkeys.optionsOfSecondFactor(account(), ANN.id(), elsewhere, now))
                    .isEmpty();
            assertThat(passkeys.optionsAlone(HERE, now))
                    .contains("\"allowCredentials\":[]", "\"userVerification\":\"required\"");
        }

        @Test
        void anUnknownPasskeyProvesNothing() {
            registered(ANN);
            var stranger = new SoftwareAuthenticator();

            assertRefused(alone(stranger), Why.UNKNOWN);
            assertRefused(alone(stranger.of(ID + "/" + ANN.id())), Why.UNKNOWN);
            assertRefused(alone(stranger.of("999999999999/" + ANN.id())), Why.UNKNOWN);
            assertRefused(second(ANN, stranger.of(ID + "/" + ANN.id())), Why.UNKNOWN);
        }

        @Test
        void thePasskeyOfADeletedUserIsNotThatOfTheNextOneOfItsName() {
            var authenticator = registered(ANN);
            var options = passkeys.optionsAlone(HERE, now);
            SampleAccount.change(
                    accounts,
                    account -> account.passkeysOf(ANN.id()).stream()
                            .reduce(account, Account::without, (a, b) -> b)
                            .without(ANN));
            assertRefused(passkeys.alone(HERE, authenticator.get(options, ORIGIN), facts()), Why.UNKNOWN);

            var next = User.create("AIDANEXT", "ann", "/", now, ANN.tags(), Optional.empty());
            SampleAccount.change(accounts, account -> account.with(next));
            assertRefused(alone(authenticator), Why.UNKNOWN);
            assertRefused(alone(authenticator.of(ID + "/AIDANEXT")), Why.UNKNOWN);
        }

        @Test
        void aRenamedUserKeepsIt() {
            var authenticator = registered(ANN);
            SampleAccount.change(accounts, account -> account.with(ANN.called("anna", "/")));

            assertThat(alone(authenticator)).isInstanceOf(Good.class);
            assertThat(account().serialNumber(account().passkeysOf(ANN.id()).getFirst()))
                    .startsWith("arn:aws:iam::123456789012:u2f/user/anna/key-");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://localhost:8421",
                    "https://localhost:8420",
                    "http://localhost",
                    "http://127.0.0.1:8420",
                    "http://localhost:8420.evil.example",
                    "http://evil.example",
                    "null"
                })
        void anotherOriginIsRefused(String origin) {
            var authenticator = registered(ANN);
            var answer = authenticator.get(passkeys.optionsAlone(HERE, now), origin);

            assertRefused(passkeys.alone(HERE, answer, facts()), Why.WRONG);
        }

        @Test
        void anotherRelyingPartyIsRefused() {
            var authenticator = registered(ANN).forSite(Optional.of("evil.example"));

            assertRefused(alone(authenticator), Why.WRONG);
            assertRefused(second(ANN, authenticator), Why.WRONG);
        }

        @Test
        void aFrameOfAnotherSiteIsRefused() {
            assertRefused(alone(registered(ANN).inFrame(true)), Why.WRONG);
        }

        @Test
        void theUserMustBePresent() {
            assertRefused(alone(registered(ANN).withUserPresent(false)), Why.WRONG);
            assertRefused(second(BOB, registered(BOB).withUserPresent(false)), Why.WRONG);
        }

        @Test
        void aRegistrationIsNoProof() {
            assertRefused(alone(registered(ANN).sayingType(Optional.of("webauthn.create"))), Why.WRONG);
        }
    }

    @Nested
    class Challenge {
        @Test
        void itCountsOnce() {
            var authenticator = registered(ANN);
            var options = passkeys.optionsAlone(HERE, now);
            var answer = authenticator.get(options, ORIGIN);

            assertThat(passkeys.alone(HERE, answer, facts())).isInstanceOf(Good.class);
            assertRefused(passkeys.alone(HERE, answer, facts()), Why.REPEATED);
            assertRefused(passkeys.alone(HERE, authenticator.get(options, ORIGIN), facts()), Why.REPEATED);
        }

        @Test
        void itEndsAfterFiveMinutes() {
            var authenticator = registered(ANN);
            var answer = authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN);
            var other = authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN);

            now = now.plus(Duration.ofMinutes(5));
            assertThat(passkeys.alone(HERE, answer, facts())).isInstanceOf(Good.class);
            now = now.plusSeconds(1);
            assertRefused(passkeys.alone(HERE, other, facts()), Why.CHALLENGE);
        }

        @Test
        void itIsForOneStepOnePersonAndOneSite() {
            var authenticator = registered(ANN);
            registered(BOB);
            var site = new Site("http://localhost:9999", "localhost");
            var alone = authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN);
            var ofAnn = authenticator.get(
                    passkeys.optionsOfSecondFactor(account(), ANN.id(), HERE, now)
                            .orElseThrow(),
                    ORIGIN);
            var ofBob = authenticator.get(
                    passkeys.optionsOfSecondFactor(account(), BOB.id(), HERE, now)
                            .orElseThrow(),
                    ORIGIN);
            var elsewhere = authenticator.get(passkeys.optionsAlone(site, now), ORIGIN);
            var registration = authenticator.get(
                    creation(CredentialOwner.of(ANN))
                            .replace("\"rp\":{\"id\":", "\"rpId\":\"localhost\",\"rp\":{\"id\":"),
                    ORIGIN);

            assertRefused(passkeys.secondFactor(account(), ANN.id(), HERE, alone, facts()), Why.CHALLENGE);
            assertRefused(passkeys.secondFactor(account(), ANN.id(), HERE, ofBob, facts()), Why.CHALLENGE);
            assertRefused(passkeys.alone(HERE, ofAnn, facts()), Why.CHALLENGE);
            assertRefused(passkeys.alone(HERE, elsewhere, facts()), Why.CHALLENGE);
            assertRefused(passkeys.alone(HERE, registration, facts()), Why.CHALLENGE);
            assertThat(passkeys.secondFactor(account(), ANN.id(), HERE, ofAnn, facts()))
                    .isInstanceOf(Good.class);
        }

        @Test
        void oneOfAnotherServerIsRefused() {
            var authenticator = registered(ANN);
            var foreign = passkeys().optionsAlone(HERE, now);

            assertRefused(passkeys.alone(HERE, authenticator.get(foreign, ORIGIN), facts()), Why.CHALLENGE);
            var empty = foreign.replaceFirst("\"challenge\":\"[^\"]*\"", "\"challenge\":\"\"");
            assertThat(passkeys.alone(HERE, authenticator.get(empty, ORIGIN), facts()))
                    .isInstanceOf(Refused.class);
        }
    }

    @Nested
    class Counter {
        @Test
        void itIsWrittenDown() {
            var authenticator = registered(CredentialOwner.of(ANN), 7);

            assertThat(alone(authenticator))
                    .isInstanceOfSatisfying(
                            Good.class,
                            good -> assertThat(good.passkey().counter()).isEqualTo(8));
            assertThat(account().passkeysOf(ANN.id()).getFirst().counter()).isEqualTo(8);
            assertThat(second(ANN, authenticator)).isInstanceOf(Good.class);
            assertThat(account().passkeysOf(ANN.id()).getFirst().counter()).isEqualTo(9);
        }

        @Test
        void itEndsNoSession() {
            var authenticator = registered(CredentialOwner.of(ANN), 7);
            int before = account().signInState(ANN.id()).generation();
            alone(authenticator);

            assertThat(account().signInState(ANN.id()).generation()).isEqualTo(before);
        }

        @Test
        void oneThatGoesBackIsRefused() {
            var authenticator = registered(CredentialOwner.of(ANN), 7);
            assertThat(alone(authenticator)).isInstanceOf(Good.class);

            for (long copy : List.of(7L, 6L, 0L)) { // the next one is one more, but of 0
                var proof = alone(authenticator.counting(copy));
                assertThat(proof).isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.why()).isEqualTo(Why.COUNTER);
                    assertThat(refused.passkey().orElseThrow().passkey().owner())
                            .isEqualTo(ANN.id());
                });
            }
            assertThat(account().passkeysOf(ANN.id()).getFirst().counter()).isEqualTo(8);
            assertThat(alone(authenticator.counting(8))).isInstanceOf(Good.class);
        }

        @Test
        void oneOverHalfItsRangeCounts() {
            var authenticator = registered(CredentialOwner.of(ANN), 0xffff_fff0L);

            assertThat(alone(authenticator)).isInstanceOf(Good.class);
            assertThat(account().passkeysOf(ANN.id()).getFirst().counter()).isEqualTo(0xffff_fff1L);
        }
    }

    @Nested
    class Registration {
        private final CredentialOwner ann = CredentialOwner.of(ANN);

        @Test
        void theOptionsNameTheUserAndWhatIsThere() {
            var present = registered(ANN);

            assertThat(creation(ann))
                    .contains(
                            "\"id\":\"localhost\"",
                            "\"name\":\"ann @ 123456789012\"",
                            "\"excludeCredentials\":[{\"type\":\"public-key\",\"id\":\"" + present.credentialId(),
                            "\"transports\":[\"hybrid\",\"internal\"]",
                            "\"residentKey\":\"preferred\"",
                            "\"attestation\":\"none\"");
            assertThat(present.userHandle()).isEqualTo("123456789012/AIDAANN");
        }

        @Test
        void anAnswerCountsOnceAndForItsOwnerOnly() {
            var options = creation(ann);
            var answer = new SoftwareAuthenticator().create(options, ORIGIN);

            assertThat(register(CredentialOwner.of(BOB), answer)).isEmpty();
            assertThat(register(ann, answer)).isPresent();
            assertThat(register(ann, answer)).isEmpty();
            assertThat(register(ann, new SoftwareAuthenticator().create(options, ORIGIN)))
                    .isEmpty();
        }

        @Test
        void itEndsAfterFiveMinutes() {
            var answer = new SoftwareAuthenticator().create(creation(ann), ORIGIN);
            now = now.plus(Duration.ofSeconds(301));

            assertThat(register(ann, answer)).isEmpty();
        }

        @Test
        void wrongAnswersMakeNoPasskey() {
            assertThat(register(ann, new SoftwareAuthenticator().create(creation(ann), "http://localhost:1")))
                    .isEmpty();
            assertThat(register(
                            ann,
                            new SoftwareAuthenticator()
                                    .forSite(Optional.of("evil.example"))
                                    .create(creation(ann), ORIGIN)))
                    .isEmpty();
            assertThat(register(
                            ann,
                            new SoftwareAuthenticator().withUserPresent(false).create(creation(ann), ORIGIN)))
                    .isEmpty();
            assertThat(register(
                            ann,
                            new SoftwareAuthenticator()
                                    .sayingType(Optional.of("webauthn.get"))
                                    .create(creation(ann), ORIGIN)))
                    .isEmpty();
            assertThat(register(ann, new SoftwareAuthenticator().inFrame(true).create(creation(ann), ORIGIN)))
                    .isEmpty();
        }
    }

    @Nested
    class Anything {
        @Test
        void flippedBitsProveNothing() {
            var random = new Random(SEED);
            var authenticator = registered(ANN);
            for (int round = 0; round < 400; round++) {
                var answer = authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN);
                var fields = List.of("clientDataJSON", "authenticatorData", "signature");
                var field = fields.get(random.nextInt(fields.size()));
                int start = answer.indexOf(field) + field.length() + 3;
                int at = start
                        + random.nextInt(answer.indexOf('"', start) - start - 1); // the last one may have spare bits
                char other = answer.charAt(at) == 'A' ? 'B' : 'A';
                var flipped = answer.substring(0, at) + other + answer.substring(at + 1);

                assertThat(passkeys.alone(HERE, flipped, facts()))
                        .as("seed %d round %d: %s", SEED, round, flipped)
                        .isInstanceOf(Refused.class);
            }
        }

        @Test
        void nothingMakesItThrow() {
            var random = new Random(SEED);
            var authenticator = registered(ANN);
            var good = List.of(
                    authenticator.get(passkeys.optionsAlone(HERE, now), ORIGIN),
                    new SoftwareAuthenticator().create(creation(CredentialOwner.of(BOB)), ORIGIN));
            for (int round = 0; round < 3_000; round++) {
                var text = new StringBuilder(good.get(random.nextInt(2)));
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    int from = random.nextInt(text.length());
                    int to = Math.min(text.length(), from + random.nextInt(12));
                    text.replace(from, to, "\"{}[],:A0\\u-_é".substring(random.nextInt(12)));
                }
                assertThat(passkeys.alone(HERE, text.toString(), facts())).isNotNull();
                assertThat(register(CredentialOwner.of(BOB), text.toString())).isNotNull();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "[]",
                    "{}",
                    "{\"id\":1}",
                    "{\"response\":{}}",
                    "{\"response\":null}",
                    "a",
                    "\u0000"
                })
        void otherTextsAreMalformed(String text) {
            assertRefused(passkeys.alone(HERE, text, facts()), Why.MALFORMED);
            assertThat(register(CredentialOwner.of(ANN), text)).isEmpty();
        }

        @Test
        void longAndDeepTextsAreMalformed() {
            assertRefused(passkeys.alone(HERE, " ".repeat(40_000), facts()), Why.MALFORMED);
            assertRefused(passkeys.alone(HERE, "[".repeat(30_000), facts()), Why.MALFORMED);
            assertRefused(passkeys.alone(HERE, "{\"a\":".repeat(5_000), facts()), Why.MALFORMED);
        }
    }

    @Nested
    class Sites {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://localhost:8420",
                    "http://localhost",
                    "https://iam.example.com",
                    "https://iam.example.com:8443",
                    "https://localhost"
                })
        void namesOverTlsOrOnThisMachine(String origin) {
            assertThat(Site.of(origin))
                    .hasValueSatisfying(site -> assertThat(origin).contains("://" + site.host()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "http://iam.example.com",
                    "http://127.0.0.1:8420",
                    "https://127.0.0.1",
                    "https://[::1]:8420",
                    "https://10.1",
                    "https://a.0x7f",
                    "https://a..b",
                    "https://.a",
                    "https://A.example",
                    "https://a b",
                    "https://a:b",
                    "https://a/",
                    "ftp://localhost"
                })
        void nothingElse(String origin) {
            assertThat(Site.of(origin)).isEmpty();
        }
    }
}
