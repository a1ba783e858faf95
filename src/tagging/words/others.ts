// Words of other languages that shops in Europe and East Asia print, under their senses (senses.ts). Data only.

import type { Vocabulary } from '../senses.ts';

export const OTHERS: Vocabulary = {
  robot: `
    aspirador robot, aspiradora robot, aspirapolvere robot, aspirateur robot, aspirator robot, bodenreinigungsroboter,
    cortacésped robot, dweilrobot, fensterputzroboter, fensterreinigungsroboter, fensterroboter, kosiarka robot, limpiafondos robot,
    maehroboter, mähroboter, odkurzacz automatyczny, odkurzacz robot, poolreinigungsroboter, poolroboter, putzroboter, raamwasrobot,
    ramenwasrobot, rasaerba robot, rasenmäherroboter, rasenmähroboter, rasenroboter, reinigungsroboter, robot aspirador,
    robot aspiradora, robot aspirapolvere, robot aspirateur, robot cortacesped, robot cortacésped, robot de aspirare,
    robot de limpieza, robot de piscine, robot do mycia okien, robot fregasuelos, robot friegasuelos, robot koszący,
    robot lavapavimenti, robot lavavetri, robot lave vitre, robot lave vitres, robot laveur, robot laveur de sols,
    robot limpiacristales, robot limpiafondos, robot odkurzający, robot per piscina, robot piscina, robot piscine, robot porszívó,
    robot rasaerba, robot sprzątająco mopujący, robot sprzątający, robot stofzuiger, robot süpürge, robot tagliaerba, robot tondeuse,
    robotdammsugare, roboter rasenmäher, roboter staubsauger, robotersauger, roboterstaubsauger, robotgrasmaaier, robotgräsklippare,
    robotická sekačka, robotický mop, robotický vysavač, robotický vysávač, robotický čistič oken, robotklippare, robotmaaier,
    robotplæneklipper, robotporszívó, robotstofzuiger, robotstøvsuger, robottipölynimuri, saug und wischroboter, saug wischroboter,
    saugroboter, staubsauger roboter, staubsaugerroboter, tagliaerba robot, tondeuse robot, vysavač robotický, wischroboter,
    zwembadrobot, газонокосилка робот, робот мойщик окон, робот пылесос, ロボット扫除机, 로봇청소기`,
  glasses: `
    ar brille, arグラス, audiobrille, chytré brýle, datenbrille, gafas ar, gafas de audio, gafas inteligentes, inteligentne okulary,
    intelligente brille, kamerabrille, ki brille, lunettes ar, lunettes audio, lunettes connectees, lunettes connectées,
    lunettes intelligentes, occhiali ar, occhiali intelligenti, occhiali smart, okulary ar, slimme bril, smarta glasögon,
    smartbrille, smarte brille, умные очки, スマートグラス, 스마트 글래스`,
  robot_word: `
    roboter, robotický, робот, ロボット, 로봇`,
  chore: `
    aspirador, aspirapolvere, aspirateur, bazénov, fenster, hút bụi, lau nhà, mopujący, odkurzacz, odkurzający, piscine, rasen,
    rasenmäher, saug, sprzątający, staubsauger, stofzuiger, tondeuse, vitres, vysavač, wisch, čistenie, čistiaci, čisticí, пилосос,
    пылесос, 扫除机, 청소기`,
  eyewear: `
    bril, brille, brýle, gafas, lunettes, occhiali, okulary, sonnenbrille, zonnebril, очки`,
  hand: `
    akku staubsauger, akkusauger, aspirador escoba, aspirateur balai, balai vapeur, bodenstaubsauger, dampfreiniger, fenstersauger,
    handstaubsauger, hartbodenreiniger, nass trockensauger, odkurzacz bezprzewodowy, odkurzacz pionowy, scopa elettrica,
    steelstofzuiger, stielstaubsauger, tyčový vysavač`,
  fitting: `
    accu, akku, akumulator, bateria, baterie, batería, batteria, batterie, ladestation, staubbehälter, wassertank, аккумулятор`,
  part: `
    accesorios, accessoire, accessoires, accessori, akcesoria, begrenzungsdraht, begrenzungskabel, beutel, bolsa, bolsas, borstel,
    borstels, brillenetui, brosse, brosses, bürste, bürsten, cargador, caricatore, cepillo, cepillos, chargeur, custodia, câble,
    ersatzakku, ersatzbürste, ersatzfilter, ersatzklingen, ersatzmesser, ersatzteil, ersatzteile, ersatzteilset, ersatztücher, etui,
    filterset, filtr, filtre, filtres, filtri, filtro, filtros, filtry, funda, garage, halterung, hauptbürste, hepa filter, housse,
    hülle, kartáč, kartáče, klingen, ladegerät, ladekabel, lame, lames, lingette, lingettes, mesjes, messer, mopa, mopp,
    mähroboter garage, nabíječka, netzteil, oplader, panni, panno, příslušenství, rampe, recambios, reinigungslösung,
    reinigungsmittel, repuestos, ricambi, räder, sac, sacchetti, sacchetto, sacs, schutzfolie, seitenbürste, seitenbürsten,
    serpillère, spazzola, spazzole, staubbeutel, staubsaugerbeutel, stofzakken, szczotka, szczotki, sáček, sáčky, tasche, toebehoren,
    tücher, walze, wischpad, wischpads, wischtuch, wischtücher, worek, worki, zakken, zijborstel, zubehör, zubehörset, ładowarka,
    мешки, мешок, фильтр, щетка, フィルター, 纸パック, 필터`,
  spare: `
    ersatz, náhradní, passend, recambio, rechange, remplacement, repuesto, ricambio, vervanging, zamienne, zamienny`,
  other: `
    báscula, cafetera, companion robot cuiseur, freidora, fritéza, kaffeemaschine, keukenrobot, kuchyňský robot, kávovar,
    küchenroboter, robot cuiseur, robot culinaire, robot da cucina, robot de cocina, robot de cuisine, robot kuchenny,
    robot multifonction, robot patissier, robot pâtissier`,
  plain: `
    a batería, a batteria, met accu, mit akku, sur batterie`,
  for: `
    compatibile con, compatible avec, compatible con, dla, für, geschikt voor, kompatibel mit, para, passend für, per, pour, voor,
    для`,
  with: `
    avec, con, inkl, inklusive, med, met, mit, s funkcí`,
  feature: `
    automatico, automatique, automatisch, automatische, automático, bez, ohne, sans, senza, sin, zonder`,
  service: `
    ampliación de garantía, estensione di garanzia, extension de garantie, garantie, garantieverlängerung, mietservice,
    przedłużenie gwarancji, reparatur`,
  toy: `
    giocattolo, hračka, jouet, juguete, speelgoed, spielzeug, zabawka, игрушка, おもちゃ`,
  media: `
    buch, figur, kostüm`,
  trade: `
    gewerbe, gewerblich, gewerbliche, industriale, industriel, profi scheuersaugmaschine`,
};
