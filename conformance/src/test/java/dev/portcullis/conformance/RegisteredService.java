// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** A service of somebody's own that lets Portcullis decide about the requests that come to it. */
record RegisteredService(Person self, String region) {
    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** Registers it under this service principal; only the first account's administrators may. */
    static RegisteredService register(Person administrator, String servicePrincipal) {
        var answer = administrator
                .portcullis("RegisterService", Map.of("ServicePrincipal", servicePrincipal))
                .succeeded();
        var key = AwsBasicCredentials.create(answer.text("AccessKeyId"), answer.text("SecretAccessKey"));
        return new RegisteredService(
                administrator.with(key), administrator.server().region());
    }

    /** Whether the caller may do this; the caller has sent the service a request signed for it. */
    boolean allows(Person caller, String account, String action, String resource) {
        return allows(caller, account, action, resource, Map.of());
    }

    boolean allows(Person caller, String account, String action, String resource, Map<String, String> context) {
        return decision(caller, account, action, resource, context).equals("allowed");
    }

    /** The decision: allowed, implicitDeny or explicitDeny. */
    String decision(Person caller, String account, String action, String resource, Map<String, String> context) {
        return ask(caller, account, action, resource, context).succeeded().text("Decision");
    }

    /** What Authorize answers about a request that the caller has signed for this service. */
    Answer ask(Person caller, String account, String action, String resource, Map<String, String> context) {
        var parameters = new HashMap<>(presented(caller, action.substring(0, action.indexOf(':'))));
        parameters.put("ActionName", action);
        parameters.put("Resource", resource);
        parameters.put("ResourceAccount", account);
        int number = 1;
        for (var entry : context.entrySet()) {
            var member = "Context.member." + number++;
            parameters.put(member + ".Key", entry.getKey());
            parameters.put(member + ".Values.member.1", entry.getValue());
        }
        return self.portcullis("Authorize", parameters);
    }

    /** A question about a caller: may it do this there? */
    record Question(String action, String resource) {}

    /** What AuthorizeBatch answers, with explanations, about a request that the caller has signed for the service that has these actions. */
    Answer askAll(Person caller, String account, List<Question> questions) {
        var action = questions.getFirst().action();
        var parameters = new HashMap<>(presented(caller, action.substring(0, action.indexOf(':'))));
        parameters.put("Explain", "true");
        for (int i = 0; i < questions.size(); i++) {
            var member = "Questions.member." + (i + 1);
            parameters.put(member + ".ActionName", questions.get(i).action());
            parameters.put(member + ".Resource", questions.get(i).resource());
            parameters.put(member + ".ResourceAccount", account);
        }
        return self.portcullis("AuthorizeBatch", parameters);
    }

    /** As {@link #askAll}, of one question alone. */
    Answer askOne(Person caller, String account, Question question) {
        var parameters = new HashMap<>(presented(
                caller, question.action().substring(0, question.action().indexOf(':'))));
        parameters.put("Explain", "true");
        parameters.put("ActionName", question.action());
        parameters.put("Resource", question.resource());
        parameters.put("ResourceAccount", account);
        return self.portcullis("Authorize", parameters);
    }

    /** A GET of the caller to the service, as the parameters that prove who sent it. */
    private Map<String, String> presented(Person caller, String signingName) {
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("https://" + signingName + ".example/thing"))
                .build();
        var signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(caller.credentials())
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(new byte[0]))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, signingName)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        var parameters = new HashMap<String, String>();
        parameters.put("SignedRequest.SigningName", signingName);
        parameters.put("SignedRequest.Method", "GET");
        parameters.put("SignedRequest.Uri", "/thing");
        parameters.put("SignedRequest.PayloadHash", SHA256_OF_NOTHING);
        int number = 1;
        for (var header : signed.headers().entrySet()) {
            var member = "SignedRequest.Headers.member." + number++;
            parameters.put(member + ".Name", header.getKey());
            parameters.put(member + ".Value", header.getValue().getFirst());
        }
        return parameters;
    }
}
