import type { Language } from '../domain/texts.ts';

/** What commands say of a result; times are RFC 3339. */
export interface CliTexts {
  readonly contestLoaded: (id: string, candidates: number, vkey: string) => string;
  readonly tokenIssued: (id: string, role: string, contest: string, expiresAt: string) => string;
  readonly tokenExpires: (expiresAt: string) => string;
  readonly tokenRevokedAt: (revokedAt: string) => string;
  readonly tokenRevoked: (id: string) => string;
  readonly noTokens: string;
  readonly backedUp: (file: string, entries: number) => string;
  readonly cmsGood: (algorithm: string, signer: string, contentBytes: number, notAfter: string) => string;
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

export const CLI_TEXTS: Readonly<Record<Language, CliTexts>> = {
  kk: {
    contestLoaded: (id, candidates, vkey) => `${id}: қатысушылар саны — ${candidates}, журнал кілті — ${vkey}`,
    tokenIssued: (id, role, contest, expiresAt) =>
      `${id} токені: рөлі — ${role}, байқауы — ${contest}, ${expiresAt} дейін жарамды; токен бір рет қана көрсетіледі`,
    tokenExpires: (expiresAt) => `${expiresAt} дейін`,
    tokenRevokedAt: (revokedAt) => `${revokedAt} кері қайтарылған`,
    tokenRevoked: (id) => `${id} токені кері қайтарылды`,
    noTokens: 'токен жоқ',
    backedUp: (file, entries) => `${file}: жазба саны — ${entries}, тексерілді`,
    cmsGood: (algorithm, signer, contentBytes, notAfter) =>
      `дұрыс: ${algorithm}, қол қойған — ${signer}, мазмұны ${contentBytes} байт, сертификат ${notAfter} дейін жарамды`,
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
    backedUp: (file, entries) => `${file}: записей — ${entries}, копия проверена`,
    cmsGood: (algorithm, signer, contentBytes, notAfter) =>
      `верно: ${algorithm}, подписал ${signer}, содержимое — ${contentBytes} байт, сертификат действует до ${notAfter}`,
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
    backedUp: (file, entries) => `${file}: ${entries} entries, verified`,
    cmsGood: (algorithm, signer, contentBytes, notAfter) =>
      `good: ${algorithm}, signer ${signer}, ${contentBytes} bytes of content, certificate valid to ${notAfter}`,
    pathGood: (certificates) => `good: a path of ${certificates} certificates`,
    receiptGood: ({ contest, number, index, size, acceptedAt }) =>
      `good: ballot for number ${number} at index ${index} of ${contest}, accepted ${acceptedAt}, under a checkpoint of ${size} entries`,
  },
};
