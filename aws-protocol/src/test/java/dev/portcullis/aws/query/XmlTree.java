// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** An XML document as a tree that compares by names, attributes and text; white space between elements does not count. */
record XmlTree(String name, Map<String, String> attributes, String text, List<XmlTree> children) {
    static XmlTree parse(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return of(builder.parse(new ByteArrayInputStream(xml)).getDocumentElement());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(new String(xml, StandardCharsets.UTF_8), e);
        }
    }

    static XmlTree parse(String xml) {
        return parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static XmlTree of(Element element) {
        Map<String, String> attributes = new TreeMap<>();
        NamedNodeMap map = element.getAttributes();
        for (int i = 0; i < map.getLength(); i++) {
            attributes.put(map.item(i).getNodeName(), map.item(i).getNodeValue());
        }
        List<XmlTree> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(of(child));
            } else {
                text.append(node.getNodeValue());
            }
        }
        return new XmlTree(
                element.getTagName(),
                attributes,
                children.isEmpty() && !text.toString().isBlank() ? text.toString() : "",
                children);
    }

    XmlTree without(String childName) {
        return new XmlTree(
                name,
                attributes,
                text,
                children.stream()
                        .filter(child -> !child.name().equals(childName))
                        .toList());
    }

    XmlTree child(String childName) {
        return children.stream()
                .filter(child -> child.name().equals(childName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + childName + " in " + this));
    }

    List<String> childNames() {
        return children.stream().map(XmlTree::name).toList();
    }
}
