// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user's or root's browser sessions are held against. Each change of what a principal signs in with makes a new generation, which
 * ends the sessions opened before; the one by which the change was made may be kept.
 *
 * @param id the unique id of the user, or the account number for root
 * @param generation 0 as long as nothing was changed
 * @param kept the id of the one older session that goes on in this generation
 */
public record SignInState(String id, int generation, Optional<String> kept) implements Entity {
    /** Of a principal of whom nothing is written yet. */
    static SignInState first(String id) {
        return new SignInState(id, 0, Optional.empty());
    }

    @Override
    public Kind kind() {
        return Kind.SIGN_IN;
    }

    /** With every session ended. */
    SignInState next() {
        return new SignInState(id, generation + 1, Optional.empty());
    }

    SignInState keeping(String sessionId) {
        return new SignInState(id, generation, Optional.of(sessionId));
    }

    /** Whether a session that was opened in that generation counts. */
    public boolean admits(String sessionId, int openedIn) {
        return openedIn == generation || kept.filter(sessionId::equals).isPresent();
    }

    /**
     * Whose sessions end when an entity becomes another: a password, an enabled MFA device, a passkey or a user's name is no longer what it was. A new
     * user and a first password end nothing.
     */
    static Stream<String> endedBy(Optional<Entity> before, Optional<Entity> after) {
        boolean isSecondFactor = after.filter(entity -> entity instanceof MfaDevice || entity instanceof Passkey)
                .isPresent();
        if (before.isEmpty() && !isSecondFactor) {
            return Stream.empty();
        }
        return Stream.of(before, after)
                .flatMap(Optional::stream)
                .filter(entity -> !isSame(before, after))
                .flatMap(SignInState::owner)
                .distinct();
    }

    private static boolean isSame(Optional<Entity> before, Optional<Entity> after) {
        return before.flatMap(SignInState::sign).equals(after.flatMap(SignInState::sign));
    }

    /** What of an entity concerns signing in. */
    private static Optional<Object> sign(Entity entity) {
        return switch (entity) {
            case LoginProfile profile -> Optional.of(profile.passwordId());
            case MfaDevice device ->
                device.enabled().map(enabled -> new MfaDevice.Enabled(enabled.owner(), enabled.at(), 0));
            case Passkey passkey -> Optional.of(passkey.id()); // its counter concerns nobody
            case User user -> Optional.of(user.name());
            default -> Optional.empty();
        };
    }

    private static Stream<String> owner(Entity entity) {
        return switch (entity) {
            case LoginProfile profile -> Stream.of(profile.id());
            case MfaDevice device -> device.enabled().map(MfaDevice.Enabled::owner).stream();
            case Passkey passkey -> Stream.of(passkey.owner());
            case User user -> Stream.of(user.id());
            default -> Stream.empty();
        };
    }
}
