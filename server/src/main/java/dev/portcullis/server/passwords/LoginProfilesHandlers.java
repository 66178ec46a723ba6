// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.aws.iam.ChangePasswordRequest;
import dev.portcullis.aws.iam.ChangePasswordResponse;
import dev.portcullis.aws.iam.CreateLoginProfileRequest;
import dev.portcullis.aws.iam.CreateLoginProfileResponse;
import dev.portcullis.aws.iam.DeleteLoginProfileResponse;
import dev.portcullis.aws.iam.GetLoginProfileRequest;
import dev.portcullis.aws.iam.GetLoginProfileResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.UpdateLoginProfileRequest;
import dev.portcullis.aws.iam.UpdateLoginProfileResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidUserType;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.users.CredentialOwner;
import dev.portcullis.server.users.NamedUser;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The operations on login profiles and on one's own password. */
public final class LoginProfilesHandlers {
    private final Passwords passwords;

    public LoginProfilesHandlers(Passwords passwords) {
        this.passwords = passwords;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_LOGIN_PROFILE, this::create),
                Operation.read(IamModel.GET_LOGIN_PROFILE, LoginProfilesHandlers::get),
                Operation.write(IamModel.UPDATE_LOGIN_PROFILE, this::update),
                Operation.write(IamModel.DELETE_LOGIN_PROFILE, (request, call) -> account -> {
                    var user = NamedUser.of(account, request.userName(), call.caller());
                    return account.without(account.loginProfile(user)).answering(new DeleteLoginProfileResponse());
                }),
                Operation.write(IamModel.CHANGE_PASSWORD, this::change));
    }

    private Function<Account, Change<CreateLoginProfileResponse>> create(CreateLoginProfileRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var text = request.password()
                .orElseThrow(() -> new ValidationError("A login profile needs a password.").asException());
        var user = NamedUser.of(present, request.userName(), call.caller());
        requireNone(present, user);
        var owner = CredentialOwner.of(user);
        PasswordRules.require(present, owner, text); // before the work of hashing
        var password = passwords.first(present, owner, text);
        return account -> {
            var now = NamedUser.of(account, request.userName(), call.caller());
            requireNone(account, now);
            var next = password.first(
                    account,
                    CredentialOwner.of(now),
                    call.time(),
                    request.passwordResetRequired().orElse(false));
            return next.answering(CreateLoginProfileResponse.builder()
                    .loginProfile(shown(now, next.loginProfile(now)))
                    .build());
        };
    }

    private static void requireNone(Account account, User user) {
        if (account.loginProfiles().get(user.id()).isPresent()) {
            throw new EntityAlreadyExists("Login Profile for user " + user.name() + " already exists.").asException();
        }
    }

    private static GetLoginProfileResponse get(Account account, GetLoginProfileRequest request, Call call) {
        var user = NamedUser.of(account, request.userName(), call.caller());
        return GetLoginProfileResponse.builder()
                .loginProfile(shown(user, account.loginProfile(user)))
                .build();
    }

    private Function<Account, Change<UpdateLoginProfileResponse>> update(UpdateLoginProfileRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var password = request.password().map(text -> {
            var owner = CredentialOwner.of(present.user(request.userName()));
            PasswordRules.require(present, owner, text);
            return passwords.next(present, owner, text);
        });
        return account -> {
            var user = account.user(request.userName());
            var profile = account.loginProfile(user);
            boolean reset = request.passwordResetRequired().orElse(profile.isResetRequired());
            var next = password.map(chosen -> chosen.next(account, CredentialOwner.of(user), call.time(), reset))
                    .orElseGet(() ->
                            reset == profile.isResetRequired() ? account : account.with(profile.requiringReset(reset)));
            return next.answering(new UpdateLoginProfileResponse());
        };
    }

    /** The old password is verified before anything is said of the new one. */
    private Function<Account, Change<ChangePasswordResponse>> change(ChangePasswordRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var user = self(present, call.caller()).orElseThrow(LoginProfilesHandlers::notAUser);
        var owner = CredentialOwner.of(user);
        if (!passwords.verify(present, owner, request.oldPassword())) {
            throw new AccessDenied("The old password was incorrect.").asException();
        }
        if (request.newPassword().equals(request.oldPassword())) {
            throw new PasswordPolicyViolation("The new password must be another than the old one.").asException();
        }
        PasswordRules.require(present, owner, request.newPassword());
        var password = passwords.next(present, owner, request.newPassword());
        return account -> {
            var now = account.users().get(user.id()).orElseThrow();
            return password.next(account, CredentialOwner.of(now), call.time(), false)
                    .answering(new ChangePasswordResponse());
        };
    }

    private static Optional<User> self(Account account, Caller caller) {
        return caller.identity() instanceof Identity.User(var userId)
                ? account.users().get(userId)
                : Optional.empty();
    }

    private static RuntimeException notAUser() {
        return new InvalidUserType("Only IAM Users can change their own password").asException();
    }

    private static dev.portcullis.aws.iam.LoginProfile shown(User user, LoginProfile profile) {
        return dev.portcullis.aws.iam.LoginProfile.builder()
                .userName(user.name())
                .createDate(profile.createdAt())
                .passwordResetRequired(profile.isResetRequired())
                .build();
    }
}
