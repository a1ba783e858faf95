// Words of other languages that shops in Europe and East Asia print, under their senses (senses.ts). Data only.

import type { Vocabulary } from '../senses.ts';

export const OTHERS: Vocabulary = {
  robot: [
    'saugroboter, staubsaugerroboter, staubsauger roboter, roboter staubsauger, roboterstaubsauger, robotersauger, wischroboter, saug wischroboter, saug und wischroboter, putzroboter, reinigungsroboter, bodenreinigungsroboter, fensterputzroboter, fensterroboter, fensterreinigungsroboter, maehroboter, rasenmähroboter, rasenroboter, rasenmäherroboter, roboter rasenmäher, mähroboter, poolroboter, poolreinigungsroboter',
    'robotstofzuiger, robot stofzuiger, dweilrobot, robotmaaier, robotgrasmaaier, zwembadrobot, ramenwasrobot, raamwasrobot',
    'aspirateur robot, robot aspirateur, robot laveur, robot laveur de sols, robot tondeuse, tondeuse robot, robot de piscine, robot piscine, robot lave vitre, robot lave vitres',
    'robot aspirapolvere, aspirapolvere robot, robot lavapavimenti, robot tagliaerba, rasaerba robot, robot rasaerba, tagliaerba robot, robot lavavetri, robot piscina, robot per piscina',
    'robot aspirador, aspirador robot, robot aspiradora, aspiradora robot, robot fregasuelos, robot de limpieza, robot friegasuelos, robot cortacésped, robot cortacesped, cortacésped robot, robot limpiacristales, robot limpiafondos, limpiafondos robot',
    'odkurzacz robot, robot odkurzający, robot sprzątający, robot sprzątająco mopujący, odkurzacz automatyczny, robot koszący, kosiarka robot, robot do mycia okien',
    'robotický vysavač, robotický vysávač, robotický mop, robotická sekačka, robotický čistič oken, vysavač robotický, robotdammsugare, robotgräsklippare, robotklippare, robotstøvsuger, robotplæneklipper, robottipölynimuri, robotporszívó, robot porszívó, aspirator robot, robot de aspirare, robot süpürge, робот пылесос, робот мойщик окон, газонокосилка робот',
    'ロボット扫除机, 로봇청소기',
  ],
  glasses: [
    'smartbrille, smarte brille, intelligente brille, ki brille, ar brille, datenbrille, audiobrille, kamerabrille, lunettes connectées, lunettes connectees, lunettes intelligentes, lunettes ar, lunettes audio, occhiali smart, occhiali intelligenti, occhiali ar, gafas inteligentes, gafas ar, gafas de audio, slimme bril, inteligentne okulary, okulary ar, chytré brýle, smarta glasögon, умные очки, スマートグラス, arグラス, 스마트 글래스',
  ],
  robot_word: ['roboter, robotický, робот, ロボット, 로봇'],
  chore: [
    'staubsauger, saug, wisch, fenster, rasen, rasenmäher, stofzuiger, aspirateur, aspirapolvere, aspirador, odkurzacz, vysavač, piscine, vitres, tondeuse, пылесос, 扫除机, 청소기',
  ],
  eyewear: ['brille, sonnenbrille, lunettes, occhiali, gafas, bril, zonnebril, okulary, brýle, очки'],
  hand: [
    'akkusauger, akku staubsauger, handstaubsauger, bodenstaubsauger, stielstaubsauger, nass trockensauger, fenstersauger, dampfreiniger, steelstofzuiger, aspirateur balai, scopa elettrica, aspirador escoba, odkurzacz bezprzewodowy, odkurzacz pionowy, tyčový vysavač, balai vapeur, hartbodenreiniger',
  ],
  fitting: [
    'akku, wassertank, staubbehälter, ladestation, batterie, batteria, batería, bateria, akumulator, baterie',
  ],
  part: [
    'staubbeutel, beutel, staubsaugerbeutel, ersatzbürste, bürste, seitenbürste, hauptbürste, bürsten, seitenbürsten, filterset, ersatzfilter, hepa filter, wischtuch, wischtücher, wischpad, wischpads, mopp, ersatzakku, ladegerät, ladekabel, zubehör, zubehörset, ersatzteil, ersatzteile, ersatzteilset, garage, mähroboter garage, messer, ersatzmesser, ersatzklingen, klingen, begrenzungskabel, begrenzungsdraht, reinigungsmittel, reinigungslösung, rampe, räder, hülle, tasche, brillenetui, schutzfolie, halterung',
    'sac, sacs, brosse, brosses, filtre, filtres, chargeur, câble, accessoire, accessoires, pièce, pièces, lingette, lingettes, serpillère, lames, étui, housse, stofzakken, zijborstel, borstel, borstels, accu, oplader, mesjes, toebehoren, sacchetti, spazzola, spazzole, filtro, filtri, panno, panni, caricatore, ricambi, accessori, lame, custodia, cepillo, cepillos, filtros, bolsa, bolsas, mopa, cargador, recambios, repuestos, accesorios, funda, worki, szczotka, szczotki, filtry, ładowarka, akcesoria, etui, sáčky, kartáč, kartáče, filtr, nabíječka, příslušenství, щетка, фильтр, мешок, аккумулятор',
  ],
  spare: [
    'ersatz, rechange, remplacement, vervanging, ricambio, repuesto, recambio, zamienny, zamienne, náhradní, passend',
  ],
  other: [
    'robot cuiseur, companion robot cuiseur, robot de cuisine, robot pâtissier, robot patissier, robot da cucina, robot de cocina, küchenroboter, keukenrobot, robot kuchenny, kuchyňský robot, robot culinaire, robot multifonction',
  ],
  plain: ['a batería, a batteria, sur batterie, mit akku, met accu'],
  for: [
    'für, passend für, kompatibel mit, pour, compatible avec, voor, geschikt voor, per, compatibile con, para, compatible con, dla, для',
  ],
  with: ['mit, inkl, inklusive, avec, met, con, s funkcí, med'],
  feature: [
    'ohne, sans, senza, sin, zonder, bez, automatische, automatisch, automatique, automatico, automático',
  ],
  service: [
    'garantieverlängerung, extension de garantie, estensione di garanzia, ampliación de garantía, przedłużenie gwarancji, reparatur, mietservice',
  ],
  toy: ['spielzeug, jouet, giocattolo, juguete, zabawka, hračka, speelgoed, игрушка, おもちゃ'],
  media: ['kostüm, buch, figur'],
  trade: ['gewerblich, industriel, industriale, gewerbe, gewerbliche, profi scheuersaugmaschine'],
};
