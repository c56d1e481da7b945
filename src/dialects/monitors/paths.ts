// Where each kind of source sends to. The host name says which space it is.

const paths: Readonly<Record<string, string>> = {
  generic: '/hooks/alerts',
  alertmanager: '/hooks/alertmanager',
  events_v2: '/v2/enqueue',
  nagios: '/hooks/nagios',
  icinga: '/hooks/nagios',
  zabbix: '/hooks/zabbix',
  grafana: '/hooks/grafana',
  uptime_kuma: '/hooks/uptime-kuma',
  monit: '/hooks/monit',
  heartbeat: '/hooks/heartbeat/{key}',
  mail: 'noroshi+{key}@',
}

export const pathOf = (kind: string): string => paths[kind] ?? ''
