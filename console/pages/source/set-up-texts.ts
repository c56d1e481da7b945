// What is pasted into each monitoring system, with the address of this server and the source's key in their places. The same
// stands in docs/sources.md.

import type { SourceKind } from '#contract/alert-sources'

type Where = { readonly url: string; readonly path: string; readonly secret: string }
/** Under the name of where it goes to. */
type Text = readonly [name: 'address' | 'command' | 'config' | 'key' | 'mail' | 'script' | 'test', text: string]

const quoted = (text: string): string => `"${text}"`

const nagiosArguments = (of: 'service' | 'host') => {
  const upper = of.toUpperCase()
  const told: readonly (readonly [string, string])[] = [
    ['type', 'NOTIFICATIONTYPE'],
    ['host', 'HOSTNAME'],
    ...(of === 'service' ? [['service', 'SERVICEDESC'] as const] : []),
    ['state', `${upper}STATE`],
    ['state-type', `${upper}STATETYPE`],
    ['attempt', `${upper}ATTEMPT`],
    ['number', `${upper}NOTIFICATIONNUMBER`],
    ['output', `${upper}OUTPUT`],
    ['author', 'NOTIFICATIONAUTHOR'],
    ['comment', 'NOTIFICATIONCOMMENT'],
    ['time', 'TIMET'],
    ['host-groups', 'HOSTGROUPNAMES'],
    ...(of === 'service' ? [['service-groups', 'SERVICEGROUPNAMES'] as const] : []),
  ]
  return told.map(([option, macro]) => `--${option} ${quoted(`$${macro}$`)}`).join(' ')
}

const nagiosCommand = (url: string, of: 'service' | 'host'): string => `define command {
  command_name  notify-noroshi-${of}
  command_line  NOROSHI_URL=${url} NOROSHI_TOKEN_FILE=/etc/noroshi/nagios.key /usr/local/bin/noroshi nagios ${nagiosArguments(of)}
}`

const nagiosContact = `define contact {
  contact_name                   noroshi
  service_notification_options   w,u,c,r,s
  host_notification_options      d,u,r,s
  service_notification_commands  notify-noroshi-service
  host_notification_commands     notify-noroshi-host
  host_notification_period       24x7
  service_notification_period    24x7
}`

const keyFile = (name: string, secret: string): Text => [
  'command',
  `sudo install -D -m 640 -g ${name} /dev/stdin /etc/noroshi/${name}.key <<< '${secret}'`,
]

const icingaCommand = (url: string, of: 'service' | 'host'): string => {
  const told = [
    ['type', 'notification.type'],
    ['host', 'host.name'],
    ...(of === 'service' ? [['service', 'service.name']] : []),
    ['state', `${of}.state`],
    ['attempt', `${of}.check_attempt`],
    ['output', `${of}.output`],
    ['author', 'notification.author'],
    ['comment', 'notification.comment'],
    ['time', 'icinga.timet'],
  ]
  return `object NotificationCommand "noroshi-${of}" {
  command = [ "/usr/local/bin/noroshi", "nagios" ]
  env = { NOROSHI_URL = "${url}", NOROSHI_TOKEN_FILE = "/etc/noroshi/icinga.key" }
  arguments = {
${told.map(([option, macro]) => `    "--${option}" = "$${macro}$"`).join('\n')}
  }
}`
}

const zabbixParameters = ({ url, path, secret }: Where): string =>
  [
    ['URL', `${url}${path}`],
    ['Key', secret],
    ['EventId', '{EVENT.ID}'],
    ['EventValue', '{EVENT.VALUE}'],
    ['TriggerId', '{TRIGGER.ID}'],
    ['Trigger', '{TRIGGER.NAME}'],
    ['UpdateStatus', '{EVENT.UPDATE.STATUS}'],
    ['UpdateAction', '{EVENT.UPDATE.ACTION}'],
    ['User', '{USER.FULLNAME}'],
    ['AckStatus', '{EVENT.ACK.STATUS}'],
    ['Severity', '{EVENT.SEVERITY}'],
    ['NSeverity', '{EVENT.NSEVERITY}'],
    ['Host', '{HOST.NAME}'],
    ['HostIp', '{HOST.IP}'],
    ['HostGroups', '{TRIGGER.HOSTGROUP.NAME}'],
    ['Message', '{ALERT.MESSAGE}'],
    ['Subject', '{ALERT.SUBJECT}'],
    ['TriggerUrl', '{TRIGGER.URL}'],
    ['Timestamp', '{EVENT.TIMESTAMP}'],
    ['RecoveryTimestamp', '{EVENT.RECOVERY.TIMESTAMP}'],
  ]
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

const zabbixScript = `var told = JSON.parse(value), request = new HttpRequest()
request.addHeader('Content-Type: application/json')
request.addHeader('Authorization: Bearer ' + told.Key)
var url = told.URL
delete told.Key
delete told.URL
var answer = request.post(url, JSON.stringify(told))
if (request.getStatus() < 200 || request.getStatus() >= 300) throw request.getStatus() + ' ' + answer
return 'OK'`

const post = (address: string, header: string, body: unknown): string =>
  `curl -fsS ${address} -H 'Content-Type: application/json'${header === '' ? '' : ` \\\n  -H '${header}'`} \\\n  -d '${JSON.stringify(body)}'`

const addressOf = ({ url, path }: Where): string => `${url}${path}`
const bearer = ({ secret }: Where): string => `Authorization: Bearer ${secret}`
const disk = { dedupKey: 'db01/disk', host: 'db01', service: 'disk', severity: 'critical' }

const texts: Readonly<Record<SourceKind, (where: Where) => readonly Text[]>> = {
  alertmanager: (where) => [
    [
      'config',
      `receivers:
  - name: noroshi
    webhook_configs:
      - url: ${addressOf(where)}
        http_config: { authorization: { credentials: ${where.secret} } }`,
    ],
  ],
  events_v2: (where) => [
    ['address', addressOf(where)],
    ['key', where.secret],
    [
      'test',
      post(addressOf(where), '', {
        routing_key: where.secret,
        event_action: 'trigger',
        dedup_key: 'db01/disk',
        payload: { summary: 'disk', source: 'db01', severity: 'critical' },
      }),
    ],
  ],
  nagios: ({ url, secret }) => [
    keyFile('nagios', secret),
    ['config', [nagiosCommand(url, 'service'), nagiosCommand(url, 'host'), nagiosContact].join('\n')],
  ],
  icinga: ({ url, secret }) => [
    keyFile('icinga', secret),
    ['config', [icingaCommand(url, 'host'), icingaCommand(url, 'service')].join('\n')],
  ],
  zabbix: (where) => [
    ['config', zabbixParameters(where)],
    ['script', zabbixScript],
  ],
  grafana: (where) => [
    ['address', addressOf(where)],
    ['key', where.secret],
  ],
  uptime_kuma: (where) => [
    ['address', addressOf(where)],
    ['config', `{ "Authorization": "Bearer ${where.secret}" }`],
  ],
  monit: ({ url, path, secret }) => {
    const { protocol, hostname, port } = new URL(url)
    const usual = protocol === 'https:' ? '443' : '80'
    return [
      [
        'config',
        `set eventqueue basedir /var/lib/monit/events slots 1000
set mmonit ${protocol}//noroshi:${secret}@${hostname}:${port === '' ? usual : port}${path}`,
      ],
    ]
  },
  generic: (where) => [
    ['address', addressOf(where)],
    ['key', bearer(where)],
    ['test', post(addressOf(where), bearer(where), { events: [{ kind: 'problem', ...disk }] })],
  ],
  heartbeat: ({ url, path, secret }) => [
    ['command', `curl -fsS -m 10 --retry 5 -o /dev/null ${url}${path.replace('{key}', secret)}`],
  ],
  liveness: () => [],
  self: () => [],
  mail: ({ url, path, secret }) => [['mail', `${path.replace('{key}', secret)}${new URL(url).hostname}`]],
}

export const setUpTexts = (kind: SourceKind, where: Where): readonly Text[] => texts[kind](where)
