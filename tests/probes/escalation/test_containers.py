"""The same tree inside Kubernetes manifests, Helm values and Grafana's provisioning."""

from __future__ import annotations

import base64
import textwrap
from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.findings import Outcome
from readiness.probes.escalation.grafana import grafana
from readiness.probes.escalation.helm import helm
from readiness.probes.escalation.kubernetes import kubernetes
from readiness.probes.escalation.narrow_inhibition import narrow_inhibition
from readiness.probes.escalation.reaches_someone import reaches_someone
from readiness.probes.escalation.real_targets import real_targets
from readiness.probes.escalation.routing_tree import AlertRoutes

from ..harness import facts_of, fails, look

READERS = {"kubernetes": kubernetes, "helm": helm, "grafana": grafana}
PLAIN = """\
route:
  receiver: chat
  routes:
    - matchers: [severity=critical]
      receiver: {critical}
receivers:
  - name: chat
    slack_configs: [{{api_url_file: /slack, channel: '#a'}}]
  - name: pager
    pagerduty_configs: [{{routing_key_file: /key}}]
  - name: "null"
"""
SECRET = """\
apiVersion: v1
kind: Namespace
metadata: {{name: monitoring}}
---
apiVersion: v1
kind: Secret
stringData:
  alertmanager.yaml: |
{tree}"""
RESOURCE = """\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {{name: agent, namespace: agents}}
spec:
  route:
    receiver: chat
    groupBy: [alertname]
    routes:
      - matchers: [{{name: severity, value: critical, matchType: '='}}]
        receiver: {critical}
        {limit}
  inhibitRules:
    - sourceMatch: [{{name: severity, value: info}}]
      targetMatch: [{{name: severity, value: c.*, regex: true}}]
      {equal}
  muteTimeIntervals:
    - name: nights
      timeIntervals:
        - times: [{{startTime: '20:00', endTime: '24:00'}}]
          daysOfMonth: [{{start: 1, end: 31}}]
  receivers:
    - name: chat
      slackConfigs: [{{apiURL: {{name: slack, key: url}}, channel: '#a'}}]
    - name: pager
      pagerdutyConfigs: [{{routingKey: {{name: pagerduty, key: routing-key}}}}]
    - name: 'null'
"""
POINTS = """\
apiVersion: 1
contactPoints:
  - orgId: 1
    name: chat
    receivers: [{uid: a, type: slack, settings: {url: $SLACK_URL}}]
  - orgId: 1
    name: pager
    receivers: [{uid: b, type: pagerduty, settings: {integrationKey: '${KEY}'}}]
muteTimes:
  - name: nights
    time_intervals: [{times: [{start_time: '20:00', end_time: '24:00'}]}]
"""
POLICIES = """\
apiVersion: 1
policies:
  - orgId: 1
    receiver: {root}
    group_by: [alertname]
    routes:
      - receiver: pager
        object_matchers: [[severity, '=', critical]]
        {limit}
      - receiver: chat
        matchers: [team = x]
"""


def read(root: Path, kind: str, text: str) -> AlertRoutes:
    (root / "routes.yaml").write_text(text)
    entry = f"escalation:\n  config: [{{kind: {kind}, path: routes.yaml}}]\n"
    (root / "readiness.yaml").unlink(missing_ok=True)
    return facts_of(READERS[kind], root, entry)


def answer(facts: AlertRoutes) -> tuple[Outcome, str, int]:
    (found,) = look(reaches_someone, facts)
    assert found.location is not None
    return found.outcome, found.message, found.location.line


def test_a_secret_with_the_file_in_it(tmp_path: Path) -> None:
    for critical, outcome in (("pager", Outcome.PASS), ("'null'", Outcome.FAIL)):
        tree = textwrap.indent(PLAIN.format(critical=critical), "    ")
        facts = read(tmp_path, "kubernetes", SECRET.format(tree=tree))
        assert (answer(facts)[0], answer(facts)[2]) == (outcome, 12)


def test_a_secret_in_base64_and_a_config_map(tmp_path: Path) -> None:
    plain = PLAIN.format(critical="'null'")
    encoded = base64.b64encode(plain.encode()).decode()
    secret = f"kind: Secret\napiVersion: v1\ndata:\n  alertmanager.yaml: {encoded}\n"
    assert answer(read(tmp_path, "kubernetes", secret))[::2] == (Outcome.FAIL, 4)
    tree = textwrap.indent(plain, "    ")
    config = f"kind: ConfigMap\napiVersion: v1\ndata:\n  alertmanager.yml: |\n{tree}"
    assert answer(read(tmp_path, "kubernetes", config))[::2] == (Outcome.FAIL, 8)


@pytest.mark.parametrize(
    ("critical", "limit", "message"),
    [
        ("pager", "", "a critical alert reaches pager"),
        ("'null'", "", "any time, critical: nobody is paged"),
        (
            "pager",
            "muteTimeIntervals: [nights]",
            "Monday 2026-11-23 20:00, critical: nobody is paged (17 %",
        ),
    ],
)
def test_the_operators_resource(tmp_path: Path, critical: str, limit: str, message: str) -> None:
    text = RESOURCE.format(critical=critical, limit=limit, equal="equal: [job]")
    facts = read(tmp_path, "kubernetes", text)
    assert facts.rejections == ()
    assert dict(facts.labels) == {"namespace": "agents"}
    _, said, line = answer(facts)
    assert (said.startswith(message) or message in said, line) == (True, 9)
    assert not fails(look(narrow_inhibition, facts))
    facts = read(tmp_path, "kubernetes", RESOURCE.format(critical=critical, limit=limit, equal=""))
    assert [one.location.line for one in fails(look(narrow_inhibition, facts)) if one.location] == [
        13
    ]


def test_helm_values(tmp_path: Path) -> None:
    tree = textwrap.indent(PLAIN.format(critical="'null'"), "      ")
    values = f"kube-prometheus-stack:\n  alertmanager:\n    config:\n{tree}"
    assert answer(read(tmp_path, "helm", values))[::2] == (Outcome.FAIL, 7)
    values = f"alertmanager:\n  stringConfig: |\n{tree}"
    assert answer(read(tmp_path, "helm", values))[::2] == (Outcome.FAIL, 6)
    sound = textwrap.indent(PLAIN.format(critical="pager"), "    ")
    assert answer(read(tmp_path, "helm", f"alertmanager:\n  config:\n{sound}"))[0] is Outcome.PASS


@pytest.mark.parametrize(
    ("root", "limit", "outcome", "line"),
    [
        ("chat", "", Outcome.PASS, 7),
        ("chat", "mute_time_intervals: [nights]", Outcome.FAIL, 7),
        ("lost", "", Outcome.FAIL, 3),
    ],
)
def test_grafana(tmp_path: Path, root: str, limit: str, outcome: Outcome, line: int) -> None:
    policies = POLICIES.format(root=root, limit=limit)
    text = POINTS + policies.removeprefix("apiVersion: 1\n")
    facts = read(tmp_path, "grafana", text)
    shift = len(POINTS.splitlines()) - 1
    assert answer(facts)[::2] == (outcome, line + shift)
    assert not fails(look(real_targets, facts)), "Grafana fills in its variables"
    if outcome is Outcome.FAIL and root == "lost":
        assert answer(facts)[1].startswith("Grafana refuses")


def test_grafana_from_a_folder_keeps_the_files_apart(tmp_path: Path) -> None:
    folder = tmp_path / "alerting"
    folder.mkdir()
    (folder / "points.yaml").write_text(POINTS)
    (folder / "policies.yaml").write_text(POLICIES.format(root="grafana-default-email", limit=""))
    entry = "escalation:\n  config: [{kind: grafana, path: alerting}]\n"
    facts = facts_of(grafana, tmp_path, entry)
    assert facts.root is not None
    assert str(facts.root.routes[0].location).startswith("alerting/policies.yaml:7")
    assert str(facts.receivers[1].location).startswith("alerting/points.yaml:7")
    found = fails(look(real_targets, facts))
    assert [(one.subject, one.code) for one in found] == [
        ("receiver grafana-default-email", "placeholder")
    ]
    assert len(facts.sources) == 2


@pytest.mark.parametrize("kind", list(READERS))
@pytest.mark.parametrize(
    "text", ["a: b", "[1]", "a: [", "", "--- \n---\n", "kind: Secret\ndata: 1"]
)
def test_could_not_look(tmp_path: Path, kind: str, text: str) -> None:
    with pytest.raises(CouldNotLook):
        read(tmp_path, kind, text)
