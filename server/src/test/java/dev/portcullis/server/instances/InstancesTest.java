// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataEndpointState;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataTagsState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What root, whom no policy limits, does with instances. */
class InstancesTest {
    private static final String SIMULATED = "ami-00000000000000000";
    private static final String OWN = "ami-00000000000000001";

    private static TestServer server;
    private static Ec2Client ec2;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        ec2 = server.ec2(server.root());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Instance> run(String image, int count, Consumer<RunInstancesRequest.Builder> more) {
        return ec2.runInstances(request -> {
                    request.imageId(image).minCount(count).maxCount(count);
                    more.accept(request);
                })
                .instances();
    }

    private static Instance run(String image) {
        return run(image, 1, request -> {}).getFirst();
    }

    private static Instance described(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void aSimulatedHostRunsAtOnceAndAHostOfOnesOwnWaitsForItsAgent() {
        var simulated = run(SIMULATED);
        assertThat(simulated.instanceId()).matches("i-[0-9a-f]{17}");
        assertThat(simulated.state().name()).isEqualTo(InstanceStateName.RUNNING);
        assertThat(simulated.state().code()).isEqualTo(16);
        assertThat(simulated.placement().availabilityZone()).isEqualTo("us-east-1a");

        var own = run(OWN);
        assertThat(own.state().name()).isEqualTo(InstanceStateName.PENDING);
        assertThat(described(own.instanceId()).state().name()).isEqualTo(InstanceStateName.PENDING);
    }

    @Test
    void whatIsAskedForAtLaunchIsShown() {
        var launched = run(
                SIMULATED,
                2,
                request -> request.instanceType("m7i.large")
                        .placement(placement -> placement.availabilityZone("us-east-1c"))
                        .userData(Base64.getEncoder().encodeToString("#!/bin/sh".getBytes(UTF_8)))
                        .metadataOptions(options -> options.httpTokens(HttpTokensState.OPTIONAL)
                                .httpPutResponseHopLimit(3)
                                .httpEndpoint(InstanceMetadataEndpointState.ENABLED)
                                .instanceMetadataTags(InstanceMetadataTagsState.ENABLED))
                        .tagSpecifications(
                                specification(ResourceType.INSTANCE, tag("Owner", "ann"), tag("Name", "web"))));

        assertThat(launched).hasSize(2).extracting(Instance::amiLaunchIndex).containsExactly(0, 1);
        var shown = described(launched.getFirst().instanceId());
        assertThat(shown.instanceTypeAsString()).isEqualTo("m7i.large");
        assertThat(shown.placement().availabilityZone()).isEqualTo("us-east-1c");
        assertThat(shown.tags()).containsExactlyInAnyOrder(tag("Owner", "ann"), tag("Name", "web"));
        assertThat(shown.metadataOptions().httpTokens()).isEqualTo(HttpTokensState.OPTIONAL);
        assertThat(shown.metadataOptions().httpPutResponseHopLimit()).isEqualTo(3);
        assertThat(shown.metadataOptions().instanceMetadataTags()).isEqualTo(InstanceMetadataTagsState.ENABLED);
        var userData = ec2.describeInstanceAttribute(
                        request -> request.instanceId(shown.instanceId()).attribute(InstanceAttributeName.USER_DATA))
                .userData()
                .value();
        assertThat(new String(Base64.getDecoder().decode(userData), UTF_8)).isEqualTo("#!/bin/sh");
    }

    @Test
    void versionOneOfTheMetadataServiceHasToBeAskedFor() {
        var options = run(OWN).metadataOptions();
        assertThat(options.httpTokens()).isEqualTo(HttpTokensState.REQUIRED);
        assertThat(options.httpPutResponseHopLimit()).isEqualTo(1);
    }

    @Test
    void metadataOptionsAreChangedOneByOne() {
        var id = run(SIMULATED).instanceId();
        var answer = ec2.modifyInstanceMetadataOptions(
                request -> request.instanceId(id).httpPutResponseHopLimit(2));
        assertThat(answer.instanceMetadataOptions().httpTokens()).isEqualTo(HttpTokensState.REQUIRED);
        assertThat(described(id).metadataOptions().httpPutResponseHopLimit()).isEqualTo(2);
        assertRefused(
                () -> ec2.modifyInstanceMetadataOptions(
                        request -> request.instanceId(id).httpPutResponseHopLimit(65)),
                "InvalidParameterValue");
    }

    @Test
    void theSameTokenLaunchesNothingNew() {
        Consumer<RunInstancesRequest.Builder> once =
                request -> request.clientToken("once").imageId(SIMULATED);
        var first = run(SIMULATED, 2, once);
        assertThat(run(SIMULATED, 2, once))
                .extracting(Instance::instanceId)
                .containsExactlyElementsOf(
                        first.stream().map(Instance::instanceId).toList());
        assertRefused(() -> run(SIMULATED, 3, once), "IdempotentParameterMismatch");
        assertRefused(
                () -> run(SIMULATED, 2, once.andThen(request -> request.userData("c2VjcmV0"))),
                "IdempotentParameterMismatch");
    }

    @Test
    void instancesStopStartAndTerminateAndTheWaitersSeeIt() {
        var id = run(SIMULATED).instanceId();
        try (var waiter = ec2.waiter()) {
            waiter.waitUntilInstanceRunning(request -> request.instanceIds(id));
            waiter.waitUntilInstanceStatusOk(request -> request.instanceIds(id));
            var stopping = ec2.stopInstances(request -> request.instanceIds(id))
                    .stoppingInstances()
                    .getFirst();
            assertThat(stopping.previousState().name()).isEqualTo(InstanceStateName.RUNNING);
            assertThat(stopping.currentState().name()).isEqualTo(InstanceStateName.STOPPED);
            waiter.waitUntilInstanceStopped(request -> request.instanceIds(id));
            assertThat(described(id).stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");
            assertRefused(() -> ec2.rebootInstances(request -> request.instanceIds(id)), "IncorrectInstanceState");
            ec2.startInstances(request -> request.instanceIds(id));
            ec2.rebootInstances(request -> request.instanceIds(id));
            ec2.terminateInstances(request -> request.instanceIds(id));
            waiter.waitUntilInstanceTerminated(request -> request.instanceIds(id));
        }
        assertRefused(() -> ec2.startInstances(request -> request.instanceIds(id)), "IncorrectInstanceState");
        assertThat(ec2.terminateInstances(request -> request.instanceIds(id)).terminatingInstances())
                .hasSize(1);
    }

    @Test
    void oneUnknownInstanceAmongManyStopsNone() {
        var id = run(SIMULATED).instanceId();
        assertRefused(
                () -> ec2.stopInstances(request -> request.instanceIds(id, "i-0123456789abcdef0")),
                "InvalidInstanceID.NotFound");
        assertThat(described(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
        assertRefused(() -> ec2.stopInstances(request -> request.instanceIds("i-xyz")), "InvalidInstanceID.Malformed");
    }

    @Test
    void instancesAndTerminatedOnesAmongThemOutliveTheServer() {
        try (var other = TestServer.start()) {
            var before = other.ec2(other.root());
            var ids = before.runInstances(
                            request -> request.imageId(SIMULATED).minCount(2).maxCount(2))
                    .instances();
            var ended = ids.get(0).instanceId();
            before.terminateInstances(request -> request.instanceIds(ended));
            other.restart();

            var after = other.ec2(other.root());
            assertThat(after.describeInstances().reservations().getFirst().instances())
                    .extracting(Instance::instanceId)
                    .containsExactly(ended, ids.get(1).instanceId());
        }
    }

    @Test
    void filtersAndPagesSelect() {
        var ids = run(
                        SIMULATED,
                        5,
                        request ->
                                request.tagSpecifications(specification(ResourceType.INSTANCE, tag("Fleet", "paged"))))
                .stream()
                .map(Instance::instanceId)
                .toList();
        var fleet = Filter.builder().name("tag:Fleet").values("pag*").build();
        var first = ec2.describeInstances(request -> request.filters(fleet).maxResults(3));
        assertThat(first.reservations().getFirst().instances()).hasSize(3);
        var second = ec2.describeInstances(
                request -> request.filters(fleet).maxResults(3).nextToken(first.nextToken()));
        assertThat(second.reservations().getFirst().instances()).hasSize(2);
        assertThat(second.nextToken()).isNull();
        assertThat(
                        ec2
                                .describeInstancesPaginator(
                                        request -> request.filters(fleet).maxResults(2))
                                .reservations()
                                .stream()
                                .flatMap(reservation -> reservation.instances().stream()))
                .extracting(Instance::instanceId)
                .containsExactlyElementsOf(ids);
        assertRefused(
                () -> ec2.describeInstances(request -> request.filters(
                        Filter.builder().name("colour").values("blue").build())),
                "InvalidParameterValue");
        assertRefused(() -> ec2.describeInstances(request -> request.nextToken("nonsense")), "InvalidParameterValue");
    }

    @Test
    void tagsAreSetShownAndRemoved() {
        var id = run(SIMULATED).instanceId();
        ec2.createTags(request -> request.resources(id).tags(tag("a", "1"), tag("b", "2"), tag("c", "3")));
        ec2.deleteTags(request -> request.resources(id)
                .tags(tag("b", "not its value"), Tag.builder().key("a").build()));
        assertThat(ec2.describeTags(request -> request.filters(
                                Filter.builder().name("resource-id").values(id).build()))
                        .tags())
                .extracting(TagDescription::key, TagDescription::value, TagDescription::resourceTypeAsString)
                .containsExactly(tuple("b", "2", "instance"), tuple("c", "3", "instance"));
        ec2.deleteTags(request -> request.resources(id));
        assertThat(described(id).tags()).isEmpty();
        assertRefused(
                () -> ec2.createTags(
                        request -> request.resources("vol-0123456789abcdef0").tags(tag("a", "1"))),
                "InvalidID");
        assertRefused(
                () -> ec2.createTags(request -> request.resources(id).tags(tag("aws:a", "1"))),
                "InvalidParameterValue");
    }

    @Test
    void userDataIsChangedWhileTheInstanceIsStopped() {
        var id = run(SIMULATED).instanceId();
        Runnable change = () -> ec2.modifyInstanceAttribute(
                request -> request.instanceId(id).userData(data -> data.value(SdkBytes.fromUtf8String("new"))));
        assertRefused(change::run, "IncorrectInstanceState");
        ec2.stopInstances(request -> request.instanceIds(id));
        change.run();
        assertThat(ec2.describeInstanceAttribute(
                                request -> request.instanceId(id).attribute(InstanceAttributeName.USER_DATA))
                        .userData()
                        .value())
                .isEqualTo(Base64.getEncoder().encodeToString("new".getBytes(UTF_8)));
    }

    @Test
    void whatIsNotHereIsRefusedRatherThanPassedOver() {
        assertRefused(() -> run("ami-0123456789abcdef0"), "InvalidAMIID.NotFound");
        assertRefused(
                () -> run(SIMULATED, 1, request -> request.subnetId("subnet-0123456789abcdef0")),
                "InvalidParameterValue");
        assertRefused(() -> run(SIMULATED, 1, request -> request.disableApiTermination(true)), "InvalidParameterValue");
        assertRefused(
                () -> run(SIMULATED, 1, request -> request.placement(placement -> placement.availabilityZone("mars"))),
                "InvalidParameterValue");
        assertRefused(
                () -> run(
                        SIMULATED,
                        1,
                        request -> request.tagSpecifications(specification(ResourceType.VOLUME, tag("a", "1")))),
                "InvalidParameterValue");
        assertRefused(() -> ec2.describeVpcs(), "NotImplemented");
    }

    @Test
    void imagesTypesRegionsAndZonesAreTold() {
        assertThat(ec2.describeImages().images()).extracting("imageId").containsExactlyInAnyOrder(OWN, SIMULATED);
        assertThat(ec2.describeRegions().regions()).extracting("regionName").containsExactly("us-east-1");
        assertThat(ec2.describeAvailabilityZones().availabilityZones())
                .extracting("zoneName")
                .containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(ec2.describeInstanceTypes(request -> request.instanceTypesWithStrings("m7i.large"))
                        .instanceTypes())
                .extracting(InstanceTypeInfo::instanceTypeAsString)
                .containsExactly("m7i.large");
    }

    @Test
    void aStrangerIsRefusedInTheWordsOfEc2() throws Exception {
        var refused = signed(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .matches("<Response><Errors><Error><Code>AuthFailure</Code><Message>[^<]+</Message></Error></Errors>"
                        + "<RequestID>[0-9a-f-]{36}</RequestID></Response>");
    }

    @Test
    void answersAreOfTheFormOfEc2() throws Exception {
        var answered = signed(server.root());
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.body())
                .matches(
                        "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                                + "<requestId>[0-9a-f-]{36}</requestId><regionInfo><item>.*</item></regionInfo></DescribeRegionsResponse>");
    }

    @Test
    void instancesAreAskedForInTheirOwnRegion() {
        var elsewhere = server.ec2(server.root(), Region.EU_CENTRAL_1);
        assertThatThrownBy(elsewhere::describeInstances)
                .isInstanceOfSatisfying(
                        Ec2Exception.class, e -> assertThat(e.statusCode()).isEqualTo(401));
    }

    /** Sends DescribeRegions. The SDK's plain client does not read what comes with a 401. */
    private static HttpResponse<String> signed(AwsCredentials credentials) throws Exception {
        var form = "application/x-www-form-urlencoded";
        var body = "Action=DescribeRegions&Version=2016-11-15".getBytes(UTF_8);
        var request = HttpRequest.newBuilder(server.endpoint().resolve("/"))
                .header("Content-Type", form)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        var headers =
                List.of(new RawHeader("Host", server.endpoint().getAuthority()), new RawHeader("Content-Type", form));
        PortcullisClient.signer(credentials, "ec2", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(new RawRequest("POST", "/", headers, Payload.of(body)), Instant.now())
                .forEach(header -> request.header(header.name(), header.value()));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static TagSpecification specification(ResourceType type, Tag... tags) {
        return TagSpecification.builder().resourceType(type).tags(tags).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
