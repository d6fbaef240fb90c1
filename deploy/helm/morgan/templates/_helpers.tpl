{{/* Labels by which the pods of one service are found. */}}
{{- define "morgan.selector" -}}
app.kubernetes.io/name: morgan
app.kubernetes.io/instance: {{ .release }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "morgan.labels" -}}
{{ include "morgan.selector" . }}
app.kubernetes.io/part-of: morgan
{{- end }}

{{/* The services of this release by name: five, or one with everything. */}}
{{- define "morgan.services" -}}
{{- if .Values.apart }}{{ toYaml .Values.services }}{{ else }}{{ toYaml (dict "all" .Values.together) }}{{ end }}
{{- end }}

{{- define "morgan.name" -}}
{{- if eq .name "all" }}{{ .release }}{{ else }}{{ .release }}-{{ .name }}{{ end }}
{{- end }}
