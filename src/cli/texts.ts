import type { Language } from '../domain/texts.ts';
import type { RevocationPolicy, RevocationSource } from '../signature/revocation.ts';

/** What commands say of a result; times are RFC 3339. */
export interface CliTexts {
  readonly contestLoaded: (id: string, candidates: number, vkey: string) => string;
  readonly tokenIssued: (id: string, role: string, contest: string, expiresAt: string) => string;
  readonly tokenExpires: (expiresAt: string) => string;
  readonly tokenRevokedAt: (revokedAt: string) => string;
  readonly tokenRevoked: (id: string) => string;
  readonly noTokens: string;
  readonly backedUp: (file: string, entries: number, lists: number) => string;
  readonly ballotWritten: (file: string) => string;
  readonly personalData: string;
  readonly cmsGood: (signature: SignatureFacts) => string;
  readonly decidedAgain: (decision: DecisionFacts) => string;
  readonly revocationOff: string;
  readonly timeStamped: (timeStamp: { readonly time: string; readonly policy: string }) => string;
  readonly receiptAgrees: (receipt: Pick<ReceiptFacts, 'number' | 'index' | 'size'>) => string;
  readonly pathGood: (certificates: number) => string;
  readonly receiptGood: (receipt: ReceiptFacts) => string;
}

interface ReceiptFacts {
  readonly contest: string;
  readonly number: number;
  readonly index: number;
  readonly size: number;
  readonly acceptedAt: string;
}

interface SignatureFacts {
  readonly algorithm: string;
  readonly signer: string;
  readonly contentBytes: number;
  readonly notAfter: string;
}

interface DecisionFacts {
  readonly acceptedAt: string;
  readonly source: RevocationSource;
  readonly policy: RevocationPolicy;
  readonly softwareVersion: string;
}

/** What a good verdict stands on. */
const SOURCES: Readonly<Record<Language, Readonly<Record<RevocationSource, string>>>> = {
  kk: { ocsp: 'OCSP жауабы', crl: 'кері қайтарылған сертификаттар тізімі (CRL)', off: 'кері қайтарылуы тексерілмеген' },
  ru: { ocsp: 'ответ OCSP', crl: 'список отозванных (CRL)', off: 'отзыв не проверялся' },
  en: { ocsp: 'OCSP answer', crl: 'revocation list (CRL)', off: 'revocation not checked' },
};

export const CLI_TEXTS: Readonly<Record<Language, CliTexts>> = {
  kk: {
    contestLoaded: (id, candidates, vkey) => `${id}: қатысушылар саны — ${candidates}, журнал кілті — ${vkey}`,
    tokenIssued: (id, role, contest, expiresAt) =>
      `${id} токені: рөлі — ${role}, байқауы — ${contest}, ${expiresAt} дейін жарамды; токен бір рет қана көрсетіледі`,
    tokenExpires: (expiresAt) => `${expiresAt} дейін`,
    tokenRevokedAt: (revokedAt) => `${revokedAt} кері қайтарылған`,
    tokenRevoked: (id) => `${id} токені кері қайтарылды`,
    noTokens: 'токен жоқ',
    backedUp: (file, entries, lists) =>
      `${file}: жазба саны — ${entries}, тексерілді; кері қайтарылған сертификаттар тізімдері — ${lists}`,
    ballotWritten: (file) => `${file} жазылды`,
    personalData: 'Бұл — дербес деректер: кім және кімге дауыс бергені көрінеді. Ешкімге көрсетпей сақтаңыз.',
    cmsGood: ({ algorithm, signer, contentBytes, notAfter }) =>
      `дұрыс: ${algorithm}, қол қойған — ${signer}, мазмұны ${contentBytes} байт, сертификат ${notAfter} дейін жарамды`,
    decidedAgain: ({ acceptedAt, source, policy: { mode, ocspMaxAgeMs, skewMs }, softwareVersion }) =>
      `${acceptedAt} уақытындағы жағдай бойынша қайта шешілді: ${SOURCES.kk[source]}; саясат ${mode} (OCSP жауабы ${ocspMaxAgeMs / 1000} с дейін, сағат айырмасы ${skewMs / 1000} с дейін), бағдарлама ${softwareVersion}`,
    revocationOff: 'НАЗАР АУДАРЫҢЫЗ: сертификаттың кері қайтарылған-қайтарылмағаны тексерілмеген',
    timeStamped: ({ time, policy }) => `уақыт белгісі: ${time}, саясаты ${policy}`,
    receiptAgrees: ({ number, index, size }) =>
      `түбіртекпен және журналмен сәйкес: № ${number} қатысушы, журналдағы ${index}-жазба, ${size} жазбаның қол қойылған түбірі`,
    pathGood: (certificates) => `дұрыс: тізбектегі сертификат саны — ${certificates}`,
    receiptGood: ({ contest, number, index, size, acceptedAt }) =>
      `дұрыс: ${contest} байқауы, № ${number} қатысушыға берілген бюллетень, журналдағы ${index}-жазба, ${acceptedAt} қабылданған, ${size} жазбаның қол қойылған түбірімен расталды`,
  },
  ru: {
    contestLoaded: (id, candidates, vkey) => `${id}: участников — ${candidates}, ключ журнала — ${vkey}`,
    tokenIssued: (id, role, contest, expiresAt) =>
      `токен ${id}: роль ${role}, конкурс ${contest}, действует до ${expiresAt}; показывается один раз`,
    tokenExpires: (expiresAt) => `до ${expiresAt}`,
    tokenRevokedAt: (revokedAt) => `отозван ${revokedAt}`,
    tokenRevoked: (id) => `токен ${id} отозван`,
    noTokens: 'токенов нет',
    backedUp: (file, entries, lists) => `${file}: записей — ${entries}, копия проверена; списков отзыва — ${lists}`,
    ballotWritten: (file) => `записан ${file}`,
    personalData: 'Это персональные данные: видно, кто и как проголосовал. Храните их в тайне.',
    cmsGood: ({ algorithm, signer, contentBytes, notAfter }) =>
      `верно: ${algorithm}, подписал ${signer}, содержимое — ${contentBytes} байт, сертификат действует до ${notAfter}`,
    decidedAgain: ({ acceptedAt, source, policy: { mode, ocspMaxAgeMs, skewMs }, softwareVersion }) =>
      `решено заново на ${acceptedAt}: ${SOURCES.ru[source]}; политика ${mode} (ответ OCSP не старше ${ocspMaxAgeMs / 1000} с, расхождение часов до ${skewMs / 1000} с), программа ${softwareVersion}`,
    revocationOff: 'ВНИМАНИЕ: отзыв сертификата не проверялся',
    timeStamped: ({ time, policy }) => `метка времени: ${time}, политика ${policy}`,
    receiptAgrees: ({ number, index, size }) =>
      `сходится с квитанцией и журналом: участник № ${number}, запись ${index}, подписанный корень над ${size} записями`,
    pathGood: (certificates) => `верно: сертификатов в цепочке — ${certificates}`,
    receiptGood: ({ contest, number, index, size, acceptedAt }) =>
      `верно: конкурс ${contest}, бюллетень за участника № ${number}, запись ${index} журнала, принят ${acceptedAt}, подтверждён подписанным корнем над ${size} записями`,
  },
  en: {
    contestLoaded: (id, candidates, vkey) => `${id}: ${candidates} candidates, log key ${vkey}`,
    tokenIssued: (id, role, contest, expiresAt) => `id ${id}, ${role} of ${contest}, expires ${expiresAt}; shown once`,
    tokenExpires: (expiresAt) => `expires ${expiresAt}`,
    tokenRevokedAt: (revokedAt) => `revoked ${revokedAt}`,
    tokenRevoked: (id) => `${id} is revoked`,
    noTokens: 'no tokens',
    backedUp: (file, entries, lists) => `${file}: ${entries} entries, verified; ${lists} revocation lists`,
    ballotWritten: (file) => `${file} is written`,
    personalData: 'These are personal data: they show who voted, and how. Keep them to yourself.',
    cmsGood: ({ algorithm, signer, contentBytes, notAfter }) =>
      `good: ${algorithm}, signer ${signer}, ${contentBytes} bytes of content, certificate valid to ${notAfter}`,
    decidedAgain: ({ acceptedAt, source, policy: { mode, ocspMaxAgeMs, skewMs }, softwareVersion }) =>
      `decided again as of ${acceptedAt}: ${SOURCES.en[source]}; policy ${mode} (OCSP answers up to ${ocspMaxAgeMs / 1000} s old, clocks up to ${skewMs / 1000} s apart), software ${softwareVersion}`,
    revocationOff: 'ATTENTION: whether the certificate was revoked was not checked',
    timeStamped: ({ time, policy }) => `time-stamp: ${time}, policy ${policy}`,
    receiptAgrees: ({ number, index, size }) =>
      `agrees with the receipt and the log: number ${number}, entry ${index}, under a checkpoint of ${size} entries`,
    pathGood: (certificates) => `good: a path of ${certificates} certificates`,
    receiptGood: ({ contest, number, index, size, acceptedAt }) =>
      `good: ballot for number ${number} at index ${index} of ${contest}, accepted ${acceptedAt}, under a checkpoint of ${size} entries`,
  },
};
