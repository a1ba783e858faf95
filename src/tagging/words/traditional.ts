// Traditional characters that occur in names of goods, each before its simplified form. Data only.

const PAIRS =
  '來来倉仓個个備备優优儲储兒儿剛刚創创動动務务協协單单國国圖图塵尘墊垫壓压學学實实寵宠寶宝專专對对導导帶带庫库廠厂愛爱戲戏戶户掃扫換换據据擬拟擴扩攝摄數数書书條条業业極极樂乐樓楼標标樹树機机檻槛櫃柜歐欧殼壳氣气淨净準准滾滚' +
  '潔洁濾滤為为無无燈灯爐炉爾尔現现環环畫画發发監监盤盘碩硕禮礼積积簾帘紅红納纳紙纸級级終终組组絨绒絲丝綁绑維维網网線线編编縮缩總总繞绕繩绳續续羅罗習习聯联聲声聽听腦脑腳脚臉脸臺台與与興兴華华萊莱萬万蓋盖藍蓝虛虚號号螢萤術术' +
  '補补裝装裡里規规覓觅視视覽览觀观觸触記记試试語语說说調调論论諾诺識识譯译議议護护變变豐丰貓猫貨货買买費费貼贴購购賽赛贈赠踐践車车軟软軸轴載载輕轻輪轮轉转辦办遊游運运過过達达遙遥遠远適适選选邊边醫医鈦钛鉤钩銀银銲焊銷销鋁铝' +
  '鋰锂鋼钢錄录錶表鍋锅鍵键鎖锁鏈链鏡镜鐵铁長长門门閃闪開开間间閱阅際际隨随險险雙双離离雲云電电靈灵響响順顺須须頭头頻频顯显風风飛飞飯饭飲饮養养馬马駕驾騎骑驅驱驗验體体髮发鬆松鯨鲸鳥鸟麵面點点龍龙';

const LENGTH = 2;

/** By the code of the traditional character. */
export const TRADITIONAL: ReadonlyMap<number, string> = new Map(
  Array.from({ length: PAIRS.length / LENGTH }, (_, index): [number, string] => [
    PAIRS.charCodeAt(index * LENGTH),
    PAIRS.charAt(index * LENGTH + 1),
  ]),
);
