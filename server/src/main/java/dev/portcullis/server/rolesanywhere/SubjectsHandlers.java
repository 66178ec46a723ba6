// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.CredentialSummary;
import dev.portcullis.aws.rolesanywhere.InstanceProperty;
import dev.portcullis.aws.rolesanywhere.ListRequest;
import dev.portcullis.aws.rolesanywhere.ListSubjectsResponse;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.ScalarSubjectRequest;
import dev.portcullis.aws.rolesanywhere.SubjectDetail;
import dev.portcullis.aws.rolesanywhere.SubjectDetailResponse;
import dev.portcullis.aws.rolesanywhere.SubjectSummary;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.storage.SeenSubject;
import dev.portcullis.server.storage.SubjectUse;
import java.util.List;

/** The operations on subjects: who has come with a certificate that an authority of a trust anchor certified. */
public final class SubjectsHandlers {
    /** The first part of the resource in a subject's ARN. */
    static final String TYPE = "subject";

    private final AnywherePages pages;
    private final Subjects subjects;

    public SubjectsHandlers(Pages pages, Subjects subjects) {
        this.pages = new AnywherePages(pages);
        this.subjects = subjects;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.read(RolesanywhereModel.GET_SUBJECT, this::get),
                Operation.read(RolesanywhereModel.LIST_SUBJECTS, this::list));
    }

    private ListSubjectsResponse list(Account account, ListRequest request, Call call) {
        var region = call.caller().facts().region();
        var page = pages.page(
                subjects.in(account.id().text(), region).stream(),
                SeenSubject::subjectId,
                request,
                RolesanywhereModel.LIST_SUBJECTS,
                call);
        return ListSubjectsResponse.builder()
                .subjects(page.map(subject -> SubjectSummary.builder()
                        .subjectArn(account.arns().anywhere(region, TYPE, subject.subjectId()))
                        .subjectId(subject.subjectId())
                        .enabled(true)
                        .x509Subject(subject.x509Subject())
                        .createdAt(subject.createdAt())
                        .updatedAt(subject.seenAt())
                        .lastSeenAt(subject.seenAt())
                        .build()))
                .nextToken(page.marker())
                .build();
    }

    private SubjectDetailResponse get(Account account, ScalarSubjectRequest request, Call call) {
        var number = account.id().text();
        var region = call.caller().facts().region();
        var subject = subjects.get(number, region, request.subjectId())
                .orElseThrow(() -> Anywhere.missing("subject", request.subjectId()));
        var certificates = subjects.certificates(number, region, subject.subjectId());
        return SubjectDetailResponse.builder()
                .subject(SubjectDetail.builder()
                        .subjectArn(account.arns().anywhere(region, TYPE, subject.subjectId()))
                        .subjectId(subject.subjectId())
                        .enabled(true)
                        .x509Subject(subject.x509Subject())
                        .createdAt(subject.createdAt())
                        .updatedAt(subject.seenAt())
                        .lastSeenAt(subject.seenAt())
                        .credentials(certificates.stream()
                                .map(SubjectsHandlers::credential)
                                .toList())
                        .instanceProperties(certificates.stream()
                                .filter(use -> !use.properties().isEmpty())
                                .map(SubjectsHandlers::properties)
                                .toList())
                        .build())
                .build();
    }

    private static CredentialSummary credential(SubjectUse use) {
        return CredentialSummary.builder()
                .seenAt(use.time())
                .serialNumber(use.serialNumber())
                .issuer(use.issuer())
                .enabled(true)
                .x509CertificateData(use.certificate())
                .failed(use.hasFailed())
                .build();
    }

    private static InstanceProperty properties(SubjectUse use) {
        return InstanceProperty.builder()
                .seenAt(use.time())
                .properties(use.properties())
                .failed(use.hasFailed())
                .build();
    }
}
