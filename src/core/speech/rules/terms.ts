// Rules for words: states and severities, names of products, upper-case words, and signs nobody says.

import { pairs, places, type Rule } from './found.ts'
import { spell } from './spell.ts'

const WORD = /(?<![A-Za-z0-9\uFFFC])[A-Za-z][A-Za-z0-9]*(?!\uFFFC)/g

/** Said in Japanese as kana. Those of monitoring systems that are common words as well only where they are shouted. */
const severityKana = pairs(`
  CRITICAL=クリティカル CRIT=クリティカル WARNING=ワーニング WARN=ワーニング UNKNOWN=アンノウン OK=オーケー NG=エヌジー UP=アップ DOWN=ダウン
  UNREACHABLE=アンリーチャブル ERROR=エラー ALERT=アラート EMERGENCY=エマージェンシー NOTICE=ノーティス INFO=インフォ FATAL=フェイタル
  PROBLEM=プロブレム RECOVERY=リカバリー RESOLVED=リゾルブド FIRING=ファイアリング DISASTER=ディザスター HIGH=ハイ AVERAGE=アベレージ
  FAILED=フェイルド TIMEOUT=タイムアウト MISSED=未到達`)
const anyCase = new Set(['CRITICAL', 'WARNING', 'UNREACHABLE', 'UNKNOWN'])
const shortForms = pairs('CRIT=critical WARN=warning')

/** CRITICAL, WARNING, DOWN and their like. */
export const severities: Rule = (text, language) =>
  places(text, WORD, ([word]) => {
    const upper = word.toUpperCase()
    if (word !== upper && !anyCase.has(upper)) return null
    const kana = severityKana.get(upper) ?? null
    if (language === 'ja' || kana === null) return kana
    return word === upper && word.length > 2 ? (shortForms.get(upper) ?? word.toLowerCase()) : null
  })

const termsKana = pairs(`
  zabbix=ザビックス nagios=ナギオス icinga=アイシンガ prometheus=プロメテウス grafana=グラファナ alertmanager=アラートマネージャー
  nginx=エンジンエックス apache=アパッチ tomcat=トムキャット squid=スクイッド postfix=ポストフィックス kubernetes=クバネティス k8s=クバネティス
  docker=ドッカー linux=リナックス windows=ウィンドウズ systemd=システムディー cron=クロン mysql=マイエスキューエル mariadb=マリアディービー
  postgresql=ポストグレス postgres=ポストグレス oracle=オラクル redis=レディス memcached=メムキャッシュド kafka=カフカ rabbitmq=ラビットエムキュー
  elasticsearch=エラスティックサーチ jenkins=ジェンキンス github=ギットハブ gitlab=ギットラボ ansible=アンシブル terraform=テラフォーム
  azure=アジュール vmware=ブイエムウェア agent=エージェント lan=ラン wan=ワン nas=ナス ram=ラム rom=ロム web=ウェブ raid=レイド ping=ピング swap=スワップ`)
const termsEnglish = pairs('nginx=engine_x k8s=kubernetes mysql=my_S_Q_L postgresql=postgres mariadb=maria_D_B')

/** Names of products and technical words that engines spell or guess. */
export const terms: Rule = (text, language) =>
  places(text, WORD, ([word]) => (language === 'ja' ? termsKana : termsEnglish).get(word.toLowerCase()) ?? null)

const UPPER = /(?<![A-Za-z0-9\uFFFC])[A-Z]{2,}(?![A-Za-z\uFFFC])/g
const SPELLED_MAX = 8

/** Engines spell whatever is in capitals: short words and those without a vowel are spelled, the others read as words. */
export const acronyms: Rule = (text, language) =>
  places(text, UPPER, ([word]) => {
    if (word.length > 3 && /[AEIOU]/.test(word)) return word.toLowerCase()
    return language === 'ja' && word.length <= SPELLED_MAX ? spell(word, 'ja') : null
  })

const DECORATION = /[*=#~|_-]{2,}/g
const NUMBER_SIGN = /(?<![A-Za-z0-9#&])#(?=\d)/g
const ARROW = /[-=]>/g

/** Lines of stars and the like are a pause; #12 is a number; arrows are "to". */
export const symbols: Rule = (text, language) => [
  ...places(text, ARROW, () => ({ ja: '、', en: ' to ' })[language]),
  ...places(text, DECORATION, () => ' '),
  ...places(text, NUMBER_SIGN, () => ({ ja: 'ナンバー', en: 'number ' })[language]),
]
